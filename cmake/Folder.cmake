# SPDX-License-Identifier: EUPL-1.2
# A folder is one static library. It may use protocol/ and outside libraries, never another folder:
# the layer rule of HACKING.md, held here.
function(vr_library name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LIBRARIES")
  add_library(${name} STATIC ${arg_SOURCES})
  foreach(library IN LISTS arg_LIBRARIES)
    if(library MATCHES "^vrijuit_" AND NOT library STREQUAL "vrijuit_protocol")
      message(FATAL_ERROR "${name} may not link ${library}: only vrijuit_protocol is shared")
    endif()
  endforeach()
  target_compile_definitions(${name} PRIVATE _GNU_SOURCE VRIJUIT_VERSION="${PROJECT_VERSION}")
  target_link_libraries(${name} PUBLIC ${arg_LIBRARIES} PRIVATE vr_hardening vr_warnings)
endfunction()

function(vr_program name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LIBRARIES")
  add_executable(${name} ${arg_SOURCES})
  target_compile_definitions(${name} PRIVATE _GNU_SOURCE VRIJUIT_VERSION="${PROJECT_VERSION}")
  target_link_libraries(${name} PRIVATE ${arg_LIBRARIES} vr_hardening vr_warnings)
endfunction()
