# SPDX-License-Identifier: EUPL-1.2
# One file without libraries, and the same bytes wherever it is built: no path of the build stands in
# it, no date, and what the linker would make of them (the build id) is a hash of the rest.
string(APPEND CMAKE_C_FLAGS
  " -ffile-prefix-map=${CMAKE_BINARY_DIR}=build -ffile-prefix-map=${CMAKE_SOURCE_DIR}=.")
string(APPEND CMAKE_EXE_LINKER_FLAGS " -static-pie -s -Wl,--build-id=sha1")
set(CMAKE_FIND_LIBRARY_SUFFIXES .a)
set(CMAKE_LINK_SEARCH_START_STATIC ON)
set(CMAKE_LINK_SEARCH_END_STATIC ON)
set(CMAKE_C_LINK_PIE_SUPPORTED NO)
