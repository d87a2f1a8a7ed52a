# SPDX-License-Identifier: EUPL-1.2
# A word list as a C table, sorted as it stands.
file(STRINGS "${IN}" words)
list(LENGTH words count)
if(NOT count EQUAL 2048)
  message(FATAL_ERROR "${IN}: ${count} words where 2048 are due")
endif()
list(JOIN words "\",\n    \"" rows)
file(WRITE "${OUT}" "/* Made from protocol/words/${LANG}.txt. */
#include \"words_list.h\"

const char words_${LANG}[VR_WORDS][VR_WORD_MAX + 1] = {
    \"${rows}\",
};
")
