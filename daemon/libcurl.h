/* SPDX-License-Identifier: EUPL-1.2 */
/* libcurl, loaded only where it is used: with all that it brings along it is most of the memory of
 * a daemon, and a hop without peers needs none of it. */

#ifndef LIBCURL_H
#define LIBCURL_H

#include <curl/curl.h>

#include <vrijuit/status.h>

/* The functions of libcurl that peers.c calls, named as there without curl_. */
struct libcurl {
    CURLcode (*global_init)(long flags);
    void (*global_cleanup)(void);
    struct curl_slist *(*slist_append)(struct curl_slist *list, const char *line);
    void (*slist_free_all)(struct curl_slist *list);
    CURL *(*easy_init)(void);
    CURLcode (*easy_setopt)(CURL *curl, CURLoption option, ...);
    CURLcode (*easy_getinfo)(CURL *curl, CURLINFO info, ...);
    void (*easy_cleanup)(CURL *curl);
    CURLM *(*multi_init)(void);
    CURLMcode (*multi_setopt)(CURLM *multi, CURLMoption option, ...);
    CURLMcode (*multi_add_handle)(CURLM *multi, CURL *curl);
    CURLMcode (*multi_remove_handle)(CURLM *multi, CURL *curl);
    CURLMcode (*multi_socket_action)(CURLM *multi, curl_socket_t fd, int ready, int *running);
    CURLMsg *(*multi_info_read)(CURLM *multi, int *left);
    CURLMcode (*multi_timeout)(CURLM *multi, long *milliseconds);
    CURLMcode (*multi_assign)(CURLM *multi, curl_socket_t fd, void *arg);
    CURLMcode (*multi_cleanup)(CURLM *multi);
};

/* Load it; it stays until the process ends. VR_SYSTEM when it is not there, or another one. */
enum vr_status libcurl_load(struct libcurl *libcurl) VR_MUST_CHECK;

#endif
