/* SPDX-License-Identifier: EUPL-1.2 */
#include "libcurl.h"

#include <dlfcn.h>
#include <stddef.h>
#include <string.h>

static const struct function {
    const char *name;
    size_t offset;
} functions[] = {
    { "curl_global_init", offsetof(struct libcurl, global_init) },
    { "curl_global_cleanup", offsetof(struct libcurl, global_cleanup) },
    { "curl_slist_append", offsetof(struct libcurl, slist_append) },
    { "curl_slist_free_all", offsetof(struct libcurl, slist_free_all) },
    { "curl_easy_init", offsetof(struct libcurl, easy_init) },
    { "curl_easy_setopt", offsetof(struct libcurl, easy_setopt) },
    { "curl_easy_getinfo", offsetof(struct libcurl, easy_getinfo) },
    { "curl_easy_cleanup", offsetof(struct libcurl, easy_cleanup) },
    { "curl_multi_init", offsetof(struct libcurl, multi_init) },
    { "curl_multi_setopt", offsetof(struct libcurl, multi_setopt) },
    { "curl_multi_add_handle", offsetof(struct libcurl, multi_add_handle) },
    { "curl_multi_remove_handle", offsetof(struct libcurl, multi_remove_handle) },
    { "curl_multi_socket_action", offsetof(struct libcurl, multi_socket_action) },
    { "curl_multi_info_read", offsetof(struct libcurl, multi_info_read) },
    { "curl_multi_timeout", offsetof(struct libcurl, multi_timeout) },
    { "curl_multi_assign", offsetof(struct libcurl, multi_assign) },
    { "curl_multi_cleanup", offsetof(struct libcurl, multi_cleanup) },
};

_Static_assert(sizeof functions / sizeof functions[0] * sizeof(void *) == sizeof(struct libcurl),
               "every function has its name");

enum vr_status
libcurl_load(struct libcurl *libcurl)
{
    /* The name that its maker promises this interface under. */
    void *handle = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
    struct libcurl loaded = { 0 };

    if (handle == NULL) {
        return VR_SYSTEM;
    }
    for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++) {
        void *found = dlsym(handle, functions[i].name);

        if (found == NULL) {
            return VR_SYSTEM;
        }
        memcpy((char *) &loaded + functions[i].offset, &found, sizeof found);
    }
    *libcurl = loaded;

    return VR_OK;
}
