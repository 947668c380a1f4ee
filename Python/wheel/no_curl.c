// A libcurl.so.4 for the wheel, by which curl, its TLS, LDAP and Kerberos stay out: Debian's HDF5 asks for it, for
// files on S3, which the suite never opens. No handle can be made, and HDF5 then says that it cannot open such a file.
void *curl_easy_init(void) { return 0; }
void curl_easy_cleanup(void *handle) { (void)handle; }
int curl_easy_setopt(void *handle, int option, ...) { return (void)handle, (void)option, 2; }  // CURLE_FAILED_INIT
int curl_easy_perform(void *handle) { return (void)handle, 2; }
int curl_global_init(long flags) { return (void)flags, 2; }
void curl_global_cleanup(void) {}
void *curl_slist_append(void *list, const char *text) { return (void)list, (void)text, (void *)0; }
void curl_slist_free_all(void *list) { (void)list; }
