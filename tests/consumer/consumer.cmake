# The installed tree and the source tree, used by other projects.
set(simdloss_consumers "${PROJECT_BINARY_DIR}/consumers")
set(simdloss_prefix "${simdloss_consumers}/prefix")

add_test(NAME consumer_install
    COMMAND "${CMAKE_COMMAND}" --install "${PROJECT_BINARY_DIR}" --prefix "${simdloss_prefix}")
set_tests_properties(consumer_install PROPERTIES LABELS package FIXTURES_SETUP simdloss_installed)

# simdloss_add_consumer(<name> <source folder> <cmake arguments>...): configure, build, run.
function(simdloss_add_consumer name source)
    add_test(NAME consumer_${name}
        COMMAND "${CMAKE_CTEST_COMMAND}" --output-on-failure
            --build-and-test "${PROJECT_SOURCE_DIR}/tests/consumer/${source}" "${simdloss_consumers}/${name}"
            --build-generator "${CMAKE_GENERATOR}" --build-noclean
            --build-options "-DCMAKE_C_COMPILER=${CMAKE_C_COMPILER}" "-DCMAKE_CXX_COMPILER=${CMAKE_CXX_COMPILER}"
                ${ARGN}
            --test-command "${CMAKE_CTEST_COMMAND}" --output-on-failure --no-tests=error)
    set_tests_properties(consumer_${name} PROPERTIES LABELS package)
endfunction()

simdloss_add_consumer(cmake installed "-DCMAKE_PREFIX_PATH=${simdloss_prefix}" "-DWITH_TBB=${SIMDLOSS_TBB}")
set_tests_properties(consumer_cmake PROPERTIES FIXTURES_REQUIRED simdloss_installed)

# Configured only, since FetchContent, below, builds the same.
add_test(NAME consumer_add_subdirectory COMMAND "${CMAKE_COMMAND}" -S "${PROJECT_SOURCE_DIR}/tests/consumer/source"
    -B "${simdloss_consumers}/add_subdirectory" -G "${CMAKE_GENERATOR}" "-DSIMDLOSS_TREE=${PROJECT_SOURCE_DIR}"
    "-DCMAKE_C_COMPILER=${CMAKE_C_COMPILER}" "-DCMAKE_CXX_COMPILER=${CMAKE_CXX_COMPILER}")
set_tests_properties(consumer_add_subdirectory PROPERTIES LABELS package)

# FetchContent for simdloss, and within it for xsimd, as where no package of it is installed.
cmake_path(GET xsimd_INCLUDE_DIR PARENT_PATH simdloss_xsimd_tree)
list(GET simdloss_isas -1 simdloss_baseline) # one is enough to see that it builds
simdloss_add_consumer(fetchcontent source "-DFETCHCONTENT_SOURCE_DIR_SIMDLOSS=${PROJECT_SOURCE_DIR}"
    -DCMAKE_DISABLE_FIND_PACKAGE_xsimd=ON "-DFETCHCONTENT_SOURCE_DIR_XSIMD=${simdloss_xsimd_tree}" -DSIMDLOSS_TBB=OFF
    "-DSIMDLOSS_ISAS=${simdloss_baseline}")
set_tests_properties(consumer_fetchcontent PROPERTIES COST 1000) # compiles everything anew: begin with it

find_program(simdloss_pkg_config pkg-config)
mark_as_advanced(simdloss_pkg_config)
if(simdloss_pkg_config)
    add_test(NAME consumer_pkg_config COMMAND "${PROJECT_SOURCE_DIR}/tests/consumer/pkg-config" "${simdloss_prefix}"
        "${CMAKE_INSTALL_LIBDIR}" "${SIMDLOSS_TBB}")
    set_tests_properties(consumer_pkg_config PROPERTIES LABELS package FIXTURES_REQUIRED simdloss_installed
        ENVIRONMENT "CC=${CMAKE_C_COMPILER}")
endif()
