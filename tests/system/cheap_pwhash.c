/* SPDX-License-Identifier: EUPL-1.2 */
/* Preloaded into a program: every passphrase costs as little as libsodium allows, whatever the file
 * says. For stories that run where Argon2id takes a minute, and that prove nothing about it. */
#include <dlfcn.h>

#include <sodium.h>

int
crypto_pwhash(unsigned char *const out, unsigned long long outlen, const char *const passwd,
              unsigned long long passwdlen, const unsigned char *const salt,
              unsigned long long opslimit, size_t memlimit, int alg)
{
    int (*real)(unsigned char *, unsigned long long, const char *, unsigned long long,
                const unsigned char *, unsigned long long, size_t, int);

    (void) opslimit;
    (void) memlimit;
    *(void **) &real = dlsym(RTLD_NEXT, "crypto_pwhash");

    return real == NULL ? -1
                        : real(out, outlen, passwd, passwdlen, salt, crypto_pwhash_OPSLIMIT_MIN,
                               crypto_pwhash_MEMLIMIT_MIN, alg);
}
