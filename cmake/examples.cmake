# examples/<name>.c becomes the program example_<name>; digits.c is the target `demo`.
file(GLOB simdloss_examples CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/examples/*.c")
if(NOT TARGET simdloss_tbb)
    message(STATUS "simdloss: no examples: oneTBB is missing")
    set(simdloss_examples "")
endif()
foreach(source IN LISTS simdloss_examples)
    cmake_path(GET source STEM name)
    set(target example_${name})
    if(name STREQUAL "digits")
        set(target demo)
    endif()
    add_executable(${target} "${source}")
    set_target_properties(${target} PROPERTIES C_STANDARD 99 C_EXTENSIONS OFF
        RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/examples")
    target_compile_options(${target} PRIVATE -pedantic)
    target_link_libraries(${target} PRIVATE simdloss_warnings simdloss simdloss_tbb m)
endforeach()

# examples/mpi, wherever there is an MPI: it needs no oneTBB.
find_package(MPI COMPONENTS C QUIET)
if(MPI_C_FOUND)
    add_executable(example_mpi "${PROJECT_SOURCE_DIR}/examples/mpi/sharded_vocabulary.c")
    set_target_properties(example_mpi PROPERTIES C_STANDARD 99 C_EXTENSIONS OFF OUTPUT_NAME sharded_vocabulary
        RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/examples")
    # -ffp-contract=off: its own products are the same for every number of ranks, however loops over them are compiled
    target_compile_options(example_mpi PRIVATE -pedantic -ffp-contract=off)
    target_link_libraries(example_mpi PRIVATE simdloss_warnings simdloss MPI::MPI_C)
else()
    message(STATUS "simdloss: examples/mpi is not built, nor tested: no MPI was found (Debian: openmpi-bin, libopenmpi-dev)")
endif()
