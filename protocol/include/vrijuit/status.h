/* SPDX-License-Identifier: EUPL-1.2 */
/* What a fallible function says: each value is a decision that a caller can take. */

#ifndef VRIJUIT_STATUS_H
#define VRIJUIT_STATUS_H

#define VR_MUST_CHECK __attribute__((warn_unused_result))

enum vr_status {
    VR_OK = 0,
    VR_MALFORMED,   /* the bytes break the format */
    VR_UNSUPPORTED, /* well formed, but of a version, suite or kind that this build does not know */
    VR_UNVERIFIED,  /* a signature, MAC, check value or hash does not fit */
    VR_FOREIGN,     /* good, but meant for another key, hop, council or circle */
    VR_STALE,       /* expired, older than what was seen, or outside its round */
    VR_CONFLICT,    /* a second, different thing where only one may be */
    VR_FULL,        /* a limit that was given is reached */
    VR_MEMORY,      /* no memory, or it could not be locked */
    VR_SYSTEM,      /* the operating system refused; errno may say why */
};

/* One line for people: what is wrong and where. Never a secret, never the text of a report. */
struct vr_why {
    char text[240];
};

/* A short English word for the status; static storage. */
const char *vr_status_text(enum vr_status status);

/* Fill *why (which may be NULL) as by printf; returns status, so that a refusal is one line. */
enum vr_status vr_refuse(struct vr_why *why, enum vr_status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
