# The libraries: simdloss (core and kernels) and simdloss_tbb, each shared and static from the same objects.
include(cmake/isa.cmake)

find_package(xsimd 13 MODULE QUIET)
if(NOT xsimd_FOUND)
    message(STATUS "simdloss: no xsimd 13 or newer is installed (scripts/setup does that); fetching 13.2.0")
    include(FetchContent)
    FetchContent_Declare(xsimd GIT_REPOSITORY https://github.com/xtensor-stack/xsimd.git GIT_TAG 13.2.0
        GIT_SHALLOW ON SOURCE_SUBDIR headers-only)
    FetchContent_MakeAvailable(xsimd)
    set(xsimd_INCLUDE_DIR "${xsimd_SOURCE_DIR}/include")
endif()
message(STATUS "simdloss: xsimd in ${xsimd_INCLUDE_DIR}; instruction sets: ${simdloss_isas}")

set(simdloss_generated "${PROJECT_BINARY_DIR}/generated")
simdloss_write_isa_list("${simdloss_generated}/isa_list.hpp")

# What all of our code is compiled with, tests and examples included.
add_library(simdloss_warnings INTERFACE)
if(SIMDLOSS_WERROR)
    target_compile_options(simdloss_warnings INTERFACE -Wall -Wextra -Werror)
endif()
if(SIMDLOSS_SANITIZE)
    target_compile_options(simdloss_warnings INTERFACE
        -fsanitize=${SIMDLOSS_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
    target_link_options(simdloss_warnings INTERFACE -fsanitize=${SIMDLOSS_SANITIZE})
endif()

# What the library itself is compiled with. The optimisation level is given last, so that it holds in every build type.
function(simdloss_library_objects target)
    target_link_libraries(${target} PRIVATE $<BUILD_INTERFACE:simdloss_warnings>)
    target_compile_features(${target} PRIVATE cxx_std_20)
    set_target_properties(${target} PROPERTIES CXX_EXTENSIONS OFF CXX_VISIBILITY_PRESET hidden
        VISIBILITY_INLINES_HIDDEN ON POSITION_INDEPENDENT_CODE ON INTERPROCEDURAL_OPTIMIZATION OFF)
    target_include_directories(${target} PRIVATE "${PROJECT_SOURCE_DIR}/include" "${PROJECT_SOURCE_DIR}/src"
        "${simdloss_generated}")
    target_compile_definitions(${target} PRIVATE SIMDLOSS_BUILDING)
    target_compile_options(${target} PRIVATE -ffp-contract=off -fno-lto)
endfunction()

file(GLOB simdloss_kernel_sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/src/kernels/*.cpp")
set(simdloss_objects "")
set(simdloss_kernel_level -O3)
if(SIMDLOSS_SANITIZE)
    # Everything is inlined there: checks by call keep the compiler to seconds a file instead of minutes.
    set(simdloss_kernel_level -O2)
    if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang" AND SIMDLOSS_SANITIZE MATCHES "address")
        list(APPEND simdloss_kernel_level "SHELL:-mllvm -asan-instrumentation-with-call-threshold=0")
    endif()
endif()
foreach(isa IN LISTS simdloss_isas)
    set(target simdloss_kernels_${isa})
    add_library(${target} OBJECT ${simdloss_kernel_sources})
    simdloss_library_objects(${target})
    target_include_directories(${target} SYSTEM PRIVATE "${xsimd_INCLUDE_DIR}")
    target_compile_definitions(${target} PRIVATE SIMDLOSS_ISA=${isa} "SIMDLOSS_ARCH=${simdloss_isa_${isa}_arch}")
    target_compile_options(${target} PRIVATE -fno-exceptions -fno-rtti -fno-math-errno -fno-trapping-math
        -fno-threadsafe-statics ${simdloss_isa_${isa}_flags} ${simdloss_kernel_level}
        # All are g++ on its own intrinsics: vectors as template arguments and parameters, _mm512_undefined_ps. What is
        # truly uninitialized, clang++ says.
        -Wno-psabi -Wno-ignored-attributes "$<$<CXX_COMPILER_ID:GNU>:-Wno-uninitialized;-Wno-maybe-uninitialized>")
    list(APPEND simdloss_objects $<TARGET_OBJECTS:${target}>)
endforeach()

file(GLOB simdloss_core_sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/capi/*.cpp"
    "${PROJECT_SOURCE_DIR}/src/runtime/*.cpp")
add_library(simdloss_core OBJECT ${simdloss_core_sources})
simdloss_library_objects(simdloss_core)
target_compile_options(simdloss_core PRIVATE -fno-exceptions -fno-rtti -fno-threadsafe-statics
    $<$<NOT:$<CONFIG:Debug>>:-O2>)
list(APPEND simdloss_objects $<TARGET_OBJECTS:simdloss_core>)

# simdloss_add_library(<target> <SHARED|STATIC> <output name> <exported name> <objects>...)
function(simdloss_add_library target type output_name export_name)
    add_library(${target} ${type} ${ARGN})
    add_library(simdloss::${export_name} ALIAS ${target})
    target_include_directories(${target} PUBLIC "$<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>"
        "$<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>")
    set_target_properties(${target} PROPERTIES OUTPUT_NAME ${output_name} EXPORT_NAME ${export_name}
        VERSION ${PROJECT_VERSION} SOVERSION ${SIMDLOSS_ABI} INTERPROCEDURAL_OPTIMIZATION OFF)
    if(type STREQUAL "SHARED")
        set(script "${PROJECT_SOURCE_DIR}/cmake/exports.map")
        target_link_options(${target} PRIVATE "LINKER:--version-script=${script}" LINKER:--as-needed)
        set_target_properties(${target} PROPERTIES LINK_DEPENDS "${script}")
    endif()
    if(SIMDLOSS_SANITIZE)
        target_link_options(${target} PUBLIC -fsanitize=${SIMDLOSS_SANITIZE})
    endif()
endfunction()

simdloss_add_library(simdloss SHARED simdloss simdloss ${simdloss_objects})
simdloss_add_library(simdloss_static STATIC simdloss simdloss_static ${simdloss_objects})
if(NOT SIMDLOSS_SANITIZE)
    # libc alone: neither libstdc++ nor libm, and the linker says so if that ceases to be true.
    target_link_options(simdloss PRIVATE -nodefaultlibs LINKER:-z,defs)
    target_link_libraries(simdloss PRIVATE c gcc)
endif()

if(SIMDLOSS_TBB)
    find_package(TBB CONFIG REQUIRED)
    file(GLOB simdloss_tbb_sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/src/tbb/*.cpp")
    add_library(simdloss_tbb_objects OBJECT ${simdloss_tbb_sources})
    simdloss_library_objects(simdloss_tbb_objects)
    target_link_libraries(simdloss_tbb_objects PRIVATE TBB::tbb)
    if(SIMDLOSS_SANITIZE MATCHES "thread")
        set_source_files_properties(${simdloss_tbb_sources} PROPERTIES COMPILE_OPTIONS -fno-sanitize=thread)
        target_compile_definitions(simdloss_tbb_objects PRIVATE SIMDLOSS_THREAD_SANITIZER)
    endif()
    simdloss_add_library(simdloss_tbb SHARED simdloss_tbb tbb $<TARGET_OBJECTS:simdloss_tbb_objects>)
    simdloss_add_library(simdloss_tbb_static STATIC simdloss_tbb tbb_static $<TARGET_OBJECTS:simdloss_tbb_objects>)
    target_link_libraries(simdloss_tbb PUBLIC simdloss PRIVATE TBB::tbb)
    target_link_libraries(simdloss_tbb_static PUBLIC simdloss_static TBB::tbb)
endif()
