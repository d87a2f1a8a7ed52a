// SPDX-License-Identifier: EUPL-1.2
// Which screen stands, in which language, and what the person has filled in. All of it is in memory,
// and forget() ends it.
import { keepInside } from './back.mjs';
import { el } from './dom.mjs';
import { en } from './texts_en.mjs';
import { nl } from './texts_nl.mjs';

const TEXTS = { nl, en };

export function blank() {
    return { council: null, answers: {}, draft: null, place: 0, isWhole: false, back: null };
}

export class App {
    /** screens: by name, a function of app that gives the nodes; the first of them is a heading. */
    constructor(screens, pin) {
        this.screens = screens;
        this.pin = pin;
        this.lang = 'nl';
        this.visit = null;
        this.trouble = null;
        this.troubled = null; // the circle that it is about, where that was verified
        this.isBusy = false; // sending or looking: the screen must stand
        this.forget();
    }

    forget() {
        this.begun = blank(); // the report that was begun; it stays while a codename is looked up
        this.report = this.begun; // what is in hand: that one, or the follow-up of what was found
        this.found = null;
    }

    /** With the follow-up that belongs to it. */
    forgetFound() {
        this.report = this.begun;
        this.found = null;
    }

    /** Another one must not have the id of this one, which may have arrived. */
    forgetReport() {
        if (this.report === this.begun) {
            this.begun = blank();
        }
        this.forgetFound();
    }

    get texts() {
        return TEXTS[this.lang];
    }

    /** The text of the circle or the form in the language of the page. */
    say(bilingual) {
        return bilingual[this.lang];
    }

    /** Work that ends after the person has left finds no page, and must keep and show nothing. */
    get isLeft() {
        return document.getElementById('main') === null;
    }

    show(name) {
        if (this.isLeft) {
            return;
        }
        this.isBusy = false;
        this.screen = name;
        this.render();
        keepInside();
        this.focusHeading();
        scrollTo(0, 0);
    }

    focusHeading() {
        document.querySelector('h1')?.focus();
    }

    render() {
        const main = document.getElementById('main');

        document.documentElement.lang = this.lang;
        main.replaceChildren(...this.screens[this.screen](this).filter((node) => node !== null));
        this.renderFrame();
    }

    renderFrame() {
        const { texts } = this;
        const language = document.getElementById('language');
        const leave = document.getElementById('leave');

        language.replaceChildren(el('span', { lang: this.lang === 'nl' ? 'en' : 'nl' }, texts.otherLanguage));
        leave.textContent = texts.leave;
        leave.title = texts.leaveHelp;
        document.getElementById('skip').textContent = texts.skip;
    }

    /** Stays where it is: the person reads the same in the other language. */
    switchLanguage() {
        if (this.isBusy) {
            return;
        }
        this.lang = this.lang === 'nl' ? 'en' : 'nl';
        this.render();
        document.getElementById('language').focus();
    }

    fail(code, circle = null) {
        this.trouble = code;
        this.troubled = circle;
        this.show('trouble');
    }
}
