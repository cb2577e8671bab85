# Install rules, the package files for find_package and those for pkg-config.
include(CMakePackageConfigHelpers)

set(simdloss_package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/simdloss")
set(simdloss_pkgconfig_dir "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
file(RELATIVE_PATH simdloss_pc_prefix "/${simdloss_pkgconfig_dir}" "/")
string(REGEX REPLACE "/$" "" simdloss_pc_prefix "${simdloss_pc_prefix}")

function(simdloss_install_pc name)
    configure_file("cmake/${name}.pc.in" "${simdloss_generated}/${name}.pc" @ONLY)
    install(FILES "${simdloss_generated}/${name}.pc" DESTINATION "${simdloss_pkgconfig_dir}")
endfunction()

function(simdloss_install_targets set)
    install(TARGETS ${ARGN} EXPORT simdloss-${set})
    install(EXPORT simdloss-${set} NAMESPACE simdloss:: FILE simdloss-${set}.cmake DESTINATION
        "${simdloss_package_dir}")
endfunction()

set(simdloss_hidden_headers "")
if(NOT SIMDLOSS_TBB)
    set(simdloss_hidden_headers PATTERN tbb.h EXCLUDE)
endif()
install(DIRECTORY include/ DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}" ${simdloss_hidden_headers})
simdloss_install_targets(core simdloss simdloss_static)
simdloss_install_pc(simdloss)
if(SIMDLOSS_TBB)
    simdloss_install_targets(tbb simdloss_tbb)
    simdloss_install_targets(static-tbb simdloss_tbb_static)
    simdloss_install_pc(simdloss-tbb)
endif()

configure_package_config_file(cmake/simdloss-config.cmake.in "${simdloss_generated}/simdloss-config.cmake"
    INSTALL_DESTINATION "${simdloss_package_dir}" NO_SET_AND_CHECK_MACRO)
write_basic_package_version_file("${simdloss_generated}/simdloss-config-version.cmake"
    COMPATIBILITY SameMinorVersion)
install(FILES "${simdloss_generated}/simdloss-config.cmake" "${simdloss_generated}/simdloss-config-version.cmake"
    DESTINATION "${simdloss_package_dir}")
