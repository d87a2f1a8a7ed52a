# SPDX-License-Identifier: EUPL-1.2
# Hardening of compiler and linker, and the sanitizers of the test builds. Every target links this.
include(CheckCCompilerFlag)
include(CheckPIESupported)

check_pie_supported(LANGUAGES C)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

add_library(vr_hardening INTERFACE)
set(vr_hardening_flags
  -fstack-protector-strong -fstack-clash-protection -ftrivial-auto-var-init=zero
  -fzero-call-used-regs=used-gpr -fstrict-flex-arrays=3 -fno-strict-aliasing -fno-strict-overflow
  -fno-delete-null-pointer-checks)
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
  list(APPEND vr_hardening_flags -fcf-protection=full)
elseif(CMAKE_SYSTEM_PROCESSOR MATCHES "aarch64")
  list(APPEND vr_hardening_flags -mbranch-protection=standard)
endif()
foreach(flag IN LISTS vr_hardening_flags)
  string(MAKE_C_IDENTIFIER "vr_has${flag}" probe)
  check_c_compiler_flag(${flag} ${probe})
  if(${probe})
    target_compile_options(vr_hardening INTERFACE ${flag})
  endif()
endforeach()

if(VRIJUIT_SANITIZE)
  target_compile_options(vr_hardening INTERFACE
    -fsanitize=${VRIJUIT_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(vr_hardening INTERFACE -fsanitize=${VRIJUIT_SANITIZE})
else()
  target_compile_options(vr_hardening INTERFACE
    $<$<NOT:$<CONFIG:Debug>>:-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3>)
endif()
target_link_options(vr_hardening INTERFACE -Wl,-z,relro,-z,now,-z,noexecstack,--as-needed)
