# SPDX-License-Identifier: EUPL-1.2
# Warnings for shipped code; each flag is probed, so that older and newer compilers build too.
include(CheckCCompilerFlag)

add_library(vr_warnings INTERFACE)
set(vr_warning_flags
  -Wall -Wextra -Wpedantic -Wshadow -Wundef -Wvla -Wconversion -Wsign-conversion -Wcast-qual
  -Wcast-align -Wpointer-arith -Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition
  -Wwrite-strings -Wformat=2 -Wswitch-enum -Wimplicit-fallthrough -Wnull-dereference
  -Wdouble-promotion -Wdate-time
  -Wlogical-op -Wduplicated-cond -Wduplicated-branches -Wjump-misses-init
  -Wcomma -Wconditional-uninitialized -Wassign-enum -Wunreachable-code
  -Wmissing-variable-declarations)
if(VRIJUIT_WERROR)
  target_compile_options(vr_warnings INTERFACE -Werror)
endif()
foreach(flag IN LISTS vr_warning_flags)
  string(MAKE_C_IDENTIFIER "vr_has${flag}" probe)
  check_c_compiler_flag(${flag} ${probe})
  if(${probe})
    target_compile_options(vr_warnings INTERFACE ${flag})
  endif()
endforeach()
