# The tests. Labels:
#   unit       tests/*_test.cpp, a GoogleTest program each, and tests/*_test.c
#   isa        of those, what a cross-build runs under an emulator: a file with a line `// labels: isa`. isa_test is every
#              kernel once, in seconds
#   threads    of those, what ThreadSanitizer should see: a file with a line `// labels: threads`
#   emulated   isa_test again, as on a processor of 2008 that has none of the newer instruction sets
#   headers    each header alone, as C99 and as C++20
#   checks     the objects, the exported symbols, the layouts, what the library links with
#   package    the installed tree, used by other projects; the demo; examples/mpi on 1, 2 and 4 ranks, where there is an MPI;
#              models that LightGBM trains with the library
#   bindings   each language's own tests, where the machine has its toolchain
if(CMAKE_CROSSCOMPILING)
    # Distributions package it for the building machine only, but some with its sources.
    find_path(simdloss_googletest googletest/src/gtest.cc PATHS /usr/src/googletest NO_CMAKE_FIND_ROOT_PATH REQUIRED)
    mark_as_advanced(simdloss_googletest)
    set(BUILD_GMOCK OFF)
    set(INSTALL_GTEST OFF)
    add_subdirectory("${simdloss_googletest}" "${PROJECT_BINARY_DIR}/googletest" EXCLUDE_FROM_ALL SYSTEM)
else()
    find_package(GTest CONFIG REQUIRED)
endif()
find_package(nlohmann_json CONFIG REQUIRED)
find_package(Threads REQUIRED)

set(simdloss_test_libraries simdloss)
if(TARGET simdloss_tbb)
    list(APPEND simdloss_test_libraries simdloss_tbb TBB::tbb)
endif()

# What a build that runs only these tests has to build (CMakePresets.json).
add_custom_target(tests_isa)
add_custom_target(tests_threads)

function(simdloss_add_test_program source)
    cmake_path(GET source STEM name)
    add_executable(${name} "${source}")
    target_link_libraries(${name} PRIVATE simdloss_warnings ${simdloss_test_libraries} ${ARGN})
    target_include_directories(${name} PRIVATE "${PROJECT_SOURCE_DIR}/tests" "${PROJECT_SOURCE_DIR}/src")
    target_compile_definitions(${name} PRIVATE
        SIMDLOSS_TEST_VECTORS="${PROJECT_SOURCE_DIR}/tests/vectors" $<$<TARGET_EXISTS:simdloss_tbb>:SIMDLOSS_HAVE_TBB>)
    target_compile_options(${name} PRIVATE -ffp-contract=off)
    set_target_properties(${name} PROPERTIES CXX_EXTENSIONS OFF C_EXTENSIONS OFF C_STANDARD 99
        RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/tests")

    file(STRINGS "${source}" more REGEX "^// labels: ")
    string(REGEX REPLACE "^// labels: " "" more "${more}")
    string(REPLACE " " ";" more "${more}")
    foreach(label IN LISTS more)
        add_dependencies(tests_${label} ${name})
    endforeach()
    add_test(NAME ${name} COMMAND ${name})
    set_tests_properties(${name} PROPERTIES LABELS "unit;${more}"
        ENVIRONMENT "TSAN_OPTIONS=suppressions=${PROJECT_SOURCE_DIR}/tests/tsan.supp")
endfunction()

file(GLOB simdloss_test_sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/tests/*_test.cpp")
foreach(source IN LISTS simdloss_test_sources)
    simdloss_add_test_program("${source}" GTest::gtest_main nlohmann_json::nlohmann_json Threads::Threads)
    cmake_path(GET source STEM name)
    target_compile_features(${name} PRIVATE cxx_std_20)
endforeach()

file(GLOB simdloss_c_test_sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/tests/*_test.c")
foreach(source IN LISTS simdloss_c_test_sources)
    simdloss_add_test_program("${source}" m)
    cmake_path(GET source STEM name)
    target_compile_options(${name} PRIVATE -pedantic -Wall -Wextra -Werror)
endforeach()

find_program(simdloss_qemu qemu-x86_64)
mark_as_advanced(simdloss_qemu)
if(TARGET isa_test AND simdloss_qemu AND CMAKE_SYSTEM_PROCESSOR MATCHES "${simdloss_x86_64}")
    foreach(shard RANGE 1)
        set(name isa_test_nehalem_${shard})
        add_test(NAME ${name} COMMAND "${simdloss_qemu}" -cpu Nehalem $<TARGET_FILE:isa_test>)
        set_tests_properties(${name} PROPERTIES LABELS emulated
            ENVIRONMENT "GTEST_TOTAL_SHARDS=2;GTEST_SHARD_INDEX=${shard}")
    endforeach()
endif()

# Each header alone.
file(GLOB_RECURSE simdloss_headers CONFIGURE_DEPENDS RELATIVE "${PROJECT_SOURCE_DIR}/include"
    "${PROJECT_SOURCE_DIR}/include/*.h" "${PROJECT_SOURCE_DIR}/include/*.hpp")
set(simdloss_header_flags -pedantic -Wall -Wextra -Werror -fsyntax-only "-I${PROJECT_SOURCE_DIR}/include")
foreach(header IN LISTS simdloss_headers)
    string(MAKE_C_IDENTIFIER "${header}" name)
    file(CONFIGURE OUTPUT "${simdloss_generated}/headers/${name}.c" CONTENT "#include <${header}>\n" @ONLY)
    set(source "${simdloss_generated}/headers/${name}.c")
    if(header MATCHES "\\.h$")
        add_test(NAME header_c99_${name}
            COMMAND "${CMAKE_C_COMPILER}" -std=c99 ${simdloss_header_flags} -x c "${source}")
        set_tests_properties(header_c99_${name} PROPERTIES LABELS headers)
    endif()
    add_test(NAME header_cxx20_${name}
        COMMAND "${CMAKE_CXX_COMPILER}" -std=c++20 ${simdloss_header_flags} -x c++ "${source}")
    set_tests_properties(header_cxx20_${name} PROPERTIES LABELS headers)
endforeach()

# What was built. A sanitizer adds its own symbols and libraries, so these do not apply there.
if(NOT SIMDLOSS_SANITIZE)
    list(JOIN CMAKE_CROSSCOMPILING_EMULATOR " " simdloss_emulator)
    function(simdloss_add_check name)
        add_test(NAME ${name} COMMAND ${ARGN})
        set_tests_properties(${name} PROPERTIES LABELS checks
            ENVIRONMENT "CC=${CMAKE_C_COMPILER};CXX=${CMAKE_CXX_COMPILER};NM=${CMAKE_NM};READELF=${CMAKE_READELF};\
EMULATOR=${simdloss_emulator}")
    endfunction()
    simdloss_add_check(check_isa "${PROJECT_SOURCE_DIR}/scripts/check-isa" "${PROJECT_BINARY_DIR}")
    simdloss_add_check(check_isa_finds_offenders "${PROJECT_SOURCE_DIR}/tests/check_isa/run")
    simdloss_add_check(check_symbols "${PROJECT_SOURCE_DIR}/scripts/check-symbols" "${PROJECT_BINARY_DIR}")
    simdloss_add_check(needs_libc_alone "${PROJECT_SOURCE_DIR}/scripts/check-needed" $<TARGET_FILE:simdloss>)
endif()

# Where scripts/setup has not been run, this fails.
if(NOT SIMDLOSS_SANITIZE AND NOT CMAKE_CROSSCOMPILING)
    add_test(NAME lightgbm COMMAND "${PROJECT_SOURCE_DIR}/.deps/python/bin/python" -B
        "${PROJECT_SOURCE_DIR}/tests/lightgbm/train.py" $<TARGET_FILE:simdloss>
        "${PROJECT_SOURCE_DIR}/examples/data/digits.csv")
    set_tests_properties(lightgbm PROPERTIES LABELS package)
    add_test(NAME bad_calls_of_every_function COMMAND "${PROJECT_SOURCE_DIR}/.deps/python/bin/python" -B
        "${PROJECT_SOURCE_DIR}/tests/bad_calls/every_function.py" $<TARGET_FILE:simdloss>)
    set_tests_properties(bad_calls_of_every_function PROPERTIES LABELS checks)
endif()

if(TARGET demo)
    add_test(NAME demo COMMAND demo "${PROJECT_SOURCE_DIR}/examples/data/digits.csv" "${PROJECT_BINARY_DIR}/demo.svg")
    set_tests_properties(demo PROPERTIES LABELS package)
endif()
if(TARGET example_mpi)
    add_test(NAME mpi_ranks_give_the_same_bits
        COMMAND "${PROJECT_SOURCE_DIR}/examples/mpi/compare" "${MPIEXEC_EXECUTABLE}" $<TARGET_FILE:example_mpi>)
    set_tests_properties(mpi_ranks_give_the_same_bits PROPERTIES LABELS package PROCESSORS 2)
endif()
if(SIMDLOSS_INSTALL AND NOT SIMDLOSS_SANITIZE AND NOT CMAKE_CROSSCOMPILING)
    include(tests/consumer/consumer.cmake)
endif()

# Each language of bindings/ that has a script `test`. They install this build to work on it, so one at a time.
if(SIMDLOSS_INSTALL AND NOT SIMDLOSS_SANITIZE AND NOT CMAKE_CROSSCOMPILING)
    file(GLOB simdloss_bindings CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/bindings/*/test")
    foreach(script IN LISTS simdloss_bindings)
        cmake_path(GET script PARENT_PATH folder)
        cmake_path(GET folder FILENAME language)
        add_test(NAME bindings_${language} COMMAND "${PROJECT_SOURCE_DIR}/scripts/test-bindings" ${language})
        set_tests_properties(bindings_${language} PROPERTIES LABELS bindings SKIP_RETURN_CODE 77 TIMEOUT 3000 COST 1000
            RESOURCE_LOCK bindings ENVIRONMENT "SIMDLOSS_BUILD=${PROJECT_BINARY_DIR}")
    endforeach()
endif()
