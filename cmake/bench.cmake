# bench/*.cpp is one program, simdloss_bench; bench/roof/*.cpp is part of it, once for each instruction set.
file(GLOB simdloss_bench_sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/bench/*.cpp")
file(GLOB simdloss_roof_sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/bench/roof/*.cpp")
find_package(benchmark CONFIG QUIET)
if(NOT benchmark_FOUND OR NOT TARGET simdloss_tbb)
    message(STATUS "simdloss: no benchmark: Google Benchmark or oneTBB is missing")
    return()
endif()

add_executable(simdloss_bench ${simdloss_bench_sources})
target_compile_features(simdloss_bench PRIVATE cxx_std_20)
target_include_directories(simdloss_bench PRIVATE "${simdloss_generated}")
set_target_properties(simdloss_bench PROPERTIES CXX_EXTENSIONS OFF
    RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/bench")
target_link_libraries(simdloss_bench PRIVATE simdloss_warnings simdloss simdloss_tbb benchmark::benchmark)

foreach(isa IN LISTS simdloss_isas)
    # Exactly as that instruction set's kernels are compiled.
    set(target simdloss_roof_${isa})
    set(kernels simdloss_kernels_${isa})
    add_library(${target} OBJECT ${simdloss_roof_sources})
    set_target_properties(${target} PROPERTIES CXX_STANDARD 20 CXX_EXTENSIONS OFF)
    target_link_libraries(${target} PRIVATE simdloss_warnings)
    target_include_directories(${target} SYSTEM PRIVATE $<TARGET_PROPERTY:${kernels},INCLUDE_DIRECTORIES>)
    target_compile_definitions(${target} PRIVATE $<TARGET_PROPERTY:${kernels},COMPILE_DEFINITIONS>)
    target_compile_options(${target} PRIVATE $<TARGET_PROPERTY:${kernels},COMPILE_OPTIONS>)
    target_sources(simdloss_bench PRIVATE $<TARGET_OBJECTS:${target}>)
endforeach()
