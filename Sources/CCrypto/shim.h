// OpenSSL's libcrypto, of which only message digests are used. Older than 3.0 it has no library contexts.
#pragma once
#include <openssl/crypto.h>
#include <openssl/evp.h>

#if OPENSSL_VERSION_MAJOR < 3
#error "WideLimit needs OpenSSL 3.0 or newer"
#endif
