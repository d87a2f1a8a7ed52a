/* SPDX-License-Identifier: EUPL-1.2 */
/* JSON as the protocol allows it; PROTOCOL.md, conventions: only strings, integers below 2^53,
 * booleans, lists and objects; no repeated names, no byte-order mark, no depth beyond 16. */

#ifndef VRIJUIT_JSON_H
#define VRIJUIT_JSON_H

#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#include <vrijuit/status.h>

/* The document, to be freed with json_decref. VR_MALFORMED with the reason, VR_MEMORY. */
enum vr_status vr_json_load(json_t **out, const void *bytes, size_t len,
                            struct vr_why *why) VR_MUST_CHECK;

/* Whether object has exactly the members named in names (NULL at the end); a name that begins with
 * '?' may be absent. what names the object in the reason. */
enum vr_status vr_json_members(const json_t *object, const char *what, const char *const *names,
                               struct vr_why *why) VR_MUST_CHECK;

/* A member of object as what the name says; VR_MALFORMED with the reason. Texts are borrowed from
 * the document. Integers lie in lowest..highest. Base64 has exactly len bytes. */
enum vr_status vr_json_text(const char **out, const json_t *object, const char *name,
                            struct vr_why *why) VR_MUST_CHECK;
enum vr_status vr_json_integer(uint64_t *out, const json_t *object, const char *name,
                               uint64_t lowest, uint64_t highest, struct vr_why *why) VR_MUST_CHECK;
enum vr_status vr_json_bytes(uint8_t *out, size_t len, const json_t *object, const char *name,
                             struct vr_why *why) VR_MUST_CHECK;

/* At most VR_SUITE_PUBLIC_MAX bytes as a text in base64; NULL without memory, as jansson has it. */
json_t *vr_json_base64(const void *bytes, size_t len);

/* Compact text as writers of line documents make it: no spaces, members in the order in which they
 * were set. malloced, ends in a zero that *len does not count; the caller frees it. */
enum vr_status vr_json_dump(char **out, size_t *len, const json_t *document) VR_MUST_CHECK;

/* The same of a document that is taken over, or NULL where making it failed (VR_MEMORY). VR_FULL
 * where the text is longer than max. */
enum vr_status vr_json_dump_take(char **out, size_t *len, size_t max,
                                 json_t *document) VR_MUST_CHECK;

#endif
