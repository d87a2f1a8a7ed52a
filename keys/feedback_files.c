/* SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "feedback.h"
#include "page.h"

static enum vr_status
judge_free(const struct feedback *feedback, const struct feedback_file *file)
{
    if (file->path != NULL && access(file->path, F_OK) == 0) {
        return tool_refuse(VR_CONFLICT, file->path, "%s",
                           say(feedback->tool, "bestaat al; kies een andere naam",
                               "exists already; choose another name"));
    }

    return VR_OK;
}

enum vr_status
feedback_files_free(const struct feedback *feedback)
{
    enum vr_status status = judge_free(feedback, &feedback->html);

    return status == VR_OK ? judge_free(feedback, &feedback->csv) : status;
}

static enum vr_status
print_page(char **text, size_t *len, const struct feedback *feedback,
           void (*print)(const struct page *page))
{
    struct page page = { .tool = feedback->tool,
                         .survey = &feedback->survey,
                         .publication = feedback->made,
                         .round_base = feedback->round_base };
    bool failed;

    page.out = open_memstream(text, len);
    if (page.out == NULL) {
        return VR_MEMORY;
    }
    print(&page);
    failed = ferror(page.out) != 0;
    if (fclose(page.out) != 0 || failed) {
        return VR_MEMORY;
    }

    return VR_OK;
}

static enum vr_status
write_file(struct feedback_file *file, const struct feedback *feedback,
           void (*print)(const struct page *page))
{
    char *text = NULL;
    size_t len = 0;
    enum vr_status status;

    if (file->path == NULL) {
        return VR_OK;
    }
    status = path_with(file->temporary, file->path, ".new");
    if (status == VR_OK && unlink(file->temporary) != 0 && errno != ENOENT) {
        status = tool_refuse_errno(file->temporary, "unlink");
    }
    if (status == VR_OK) {
        status = print_page(&text, &len, feedback, print);
    }
    if (status == VR_OK) {
        status = file_write_new(file->temporary, 0644, text, len);
        file->written = status == VR_OK;
    }
    free(text);

    return status;
}

enum vr_status
feedback_files_write(struct feedback *feedback)
{
    enum vr_status status = write_file(&feedback->html, feedback, page_html);

    return status == VR_OK ? write_file(&feedback->csv, feedback, page_csv) : status;
}

static enum vr_status
name_file(struct feedback_file *file)
{
    if (!file->written) {
        return VR_OK;
    }
    if (rename(file->temporary, file->path) != 0) {
        return tool_refuse_errno(file->path, "rename");
    }
    file->written = false;

    return folder_sync_of(file->path);
}

enum vr_status
feedback_files_name(struct feedback *feedback)
{
    enum vr_status status = name_file(&feedback->html);

    return status == VR_OK ? name_file(&feedback->csv) : status;
}

void
feedback_files_drop(struct feedback *feedback)
{
    if (feedback->html.written) {
        unlink(feedback->html.temporary);
    }
    if (feedback->csv.written) {
        unlink(feedback->csv.temporary);
    }
}
