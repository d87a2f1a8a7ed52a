/* SPDX-License-Identifier: EUPL-1.2 */
/* A feedback report as people read it: one file of HTML, or CSV. The labels of a form are hostile;
 * nothing else of what is printed comes from outside. */

#ifndef PAGE_H
#define PAGE_H

#include <stdio.h>

#include "publication.h"
#include "survey.h"
#include "tool.h"

struct page {
    FILE *out;
    const struct tool *tool; /* its language is that of the page */
    const struct survey *survey;
    const struct publication *publication;
    uint32_t round_base; /* 0: as they are */
};

/* The whole page, without scripts and without anything from elsewhere. A failure to write shows in
 * ferror. */
void page_html(const struct page *page);

/* Lines of question, answer, crossed question, crossed answer, number; ids, not labels. */
void page_csv(const struct page *page);

/* Text inside HTML, also inside an attribute; at most limit characters, or all for 0. */
void page_text(const struct page *page, const char *text, size_t limit);

/* A number as it is told, rounded where asked. */
uint32_t page_number(const struct page *page, uint32_t number);

/* The label of a column of a table. */
const char *page_answer(const struct page *page, const struct publication_table *table,
                        size_t column);
const struct vr_question *page_question(const struct page *page,
                                        const struct publication_table *table);

/* Bars, with the same numbers in words for who cannot see them. number makes ids unique. */
void page_chart(const struct page *page, const struct publication_table *table, size_t number);

/* What is above the tables: which reports, how many, what is left out and why. */
void page_head(const struct page *page);

#endif
