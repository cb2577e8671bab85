# The instruction sets: one row each, the best first. A row is all that a new one needs.
#
#   NAME       the public name, the namespace simdloss::<name> of its kernels, and its object library's suffix
#   ARCH       the xsimd type that the kernels are compiled for (SIMDLOSS_ARCH); of neon64 no more than its name, since
#              src/simd/neon64.hpp has the registers
#   PROCESSOR  a pattern for CMAKE_SYSTEM_PROCESSOR
#   FEATURES   what the machine must have beyond its baseline, by the names in src/runtime/isa.hpp; on x86 each is
#              also the compiler flag -m<feature>
#   FLAGS      further compiler flags
set(simdloss_x86_64 "^(x86_64|amd64|AMD64)$")
set(simdloss_aarch64 "^(aarch64|arm64|ARM64)$")
set(SIMDLOSS_ISAS "" CACHE STRING "Instruction sets to compile, of those below; empty: all")
set(simdloss_isas "")

function(simdloss_isa)
    cmake_parse_arguments(row "" "NAME;ARCH;PROCESSOR" "FEATURES;FLAGS" ${ARGN})
    if(NOT CMAKE_SYSTEM_PROCESSOR MATCHES "${row_PROCESSOR}" OR (SIMDLOSS_ISAS AND NOT row_NAME IN_LIST SIMDLOSS_ISAS))
        return()
    endif()
    set(flags ${row_FLAGS})
    if(row_PROCESSOR STREQUAL simdloss_x86_64)
        list(TRANSFORM row_FEATURES PREPEND "-m" OUTPUT_VARIABLE feature_flags)
        list(PREPEND flags ${feature_flags})
    endif()
    set(simdloss_isas ${simdloss_isas} ${row_NAME} PARENT_SCOPE)
    set(simdloss_isa_${row_NAME}_arch "${row_ARCH}" PARENT_SCOPE)
    set(simdloss_isa_${row_NAME}_features "${row_FEATURES}" PARENT_SCOPE)
    set(simdloss_isa_${row_NAME}_flags "${flags}" PARENT_SCOPE)
endfunction()

simdloss_isa(NAME avx512 ARCH "xsimd::avx512bw" PROCESSOR "${simdloss_x86_64}"
    FEATURES avx512f avx512cd avx512bw avx512dq avx512vl avx2 fma f16c FLAGS -mprefer-vector-width=512)
simdloss_isa(NAME avx2 ARCH "xsimd::fma3<xsimd::avx2>" PROCESSOR "${simdloss_x86_64}" FEATURES avx2 fma f16c)
simdloss_isa(NAME sse2 ARCH "xsimd::sse2" PROCESSOR "${simdloss_x86_64}")
simdloss_isa(NAME neon64 ARCH "xsimd::neon64" PROCESSOR "${simdloss_aarch64}")

if(NOT simdloss_isas)
    message(FATAL_ERROR "cmake/isa.cmake has no instruction set for the processor '${CMAKE_SYSTEM_PROCESSOR}'")
endif()

# isa_list.hpp: X(name, features) for each, the best first.
function(simdloss_write_isa_list file)
    set(text "// Written by cmake/isa.cmake.\n#pragma once\n\n#define SIMDLOSS_ISA_LIST(X)")
    foreach(name IN LISTS simdloss_isas)
        list(JOIN simdloss_isa_${name}_features " | " features)
        if(features STREQUAL "")
            set(features "none")
        endif()
        string(APPEND text " \\\n    X(${name}, ${features})")
    endforeach()
    file(CONFIGURE OUTPUT "${file}" CONTENT "${text}\n" @ONLY)
endfunction()
