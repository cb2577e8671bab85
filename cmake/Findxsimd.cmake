# xsimd's headers. Its own package file insists on xtl, which the kernels do not use, so the headers are looked for.
# scripts/setup puts them into .deps/ where the distribution's are too old.
find_path(xsimd_INCLUDE_DIR xsimd/xsimd.hpp HINTS "${CMAKE_CURRENT_LIST_DIR}/../.deps/xsimd/usr/include")
if(xsimd_INCLUDE_DIR)
    file(STRINGS "${xsimd_INCLUDE_DIR}/xsimd/config/xsimd_config.hpp" lines REGEX "^#define XSIMD_VERSION_")
    string(REGEX REPLACE "[^0-9;]" "" lines "${lines}")
    list(JOIN lines "." xsimd_VERSION)
endif()
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(xsimd REQUIRED_VARS xsimd_INCLUDE_DIR VERSION_VAR xsimd_VERSION)
mark_as_advanced(xsimd_INCLUDE_DIR)
