/* SPDX-License-Identifier: EUPL-1.2 */
/* A text answer that grows line by line, in secret memory, up to the form's maximum. */

#ifndef FORM_TEXT_H
#define FORM_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include <vrijuit/status.h>

struct form_text;

/* An empty text of at most maximum characters. */
enum vr_status form_text_new(struct form_text **out, size_t maximum) VR_MUST_CHECK;
void form_text_free(struct form_text *text);

/* Add a line. VR_FULL when it does not fit, VR_MALFORMED when it holds what no answer may hold: a
 * control character, or bytes that are no UTF-8. The text is as it was then. */
enum vr_status form_text_add(struct form_text *text, const char *line) VR_MUST_CHECK;

/* The start of a line, from 0, which ends in a line feed; NULL when there is no such line. */
const char *form_text_line(const struct form_text *text, size_t place);

/* A line in the place of one that is there, as form_text_add; or without it. */
enum vr_status form_text_put(struct form_text *text, size_t place, const char *line) VR_MUST_CHECK;
void form_text_remove(struct form_text *text, size_t place);
void form_text_clear(struct form_text *text);

/* Characters that another line may have. */
size_t form_text_room(const struct form_text *text);

/* The lines with line feeds between them, without empty lines at the end. */
const char *form_text_value(struct form_text *text);
bool form_text_is_empty(struct form_text *text);

#endif
