// Preloaded into a command: ends it, or lets the disk be full, at one chosen call that changes the
// disk. DOMAINSEC_FAULT is count, kill, torn or full; DOMAINSEC_FAULT_AT is the number of the call,
// from 1; with count the number of all calls is written to DOMAINSEC_FAULT_COUNT at the end.
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace {

long calls = 0;

bool is(const char* mode) {
    const char* const asked = getenv("DOMAINSEC_FAULT");
    return asked != nullptr && strcmp(asked, mode) == 0;
}

[[noreturn]] void end() {
    syscall(SYS_kill, syscall(SYS_getpid), 9);
    for (;;) syscall(SYS_pause);
}

/// True when this call is to fail because the disk is full.
bool fails() {
    ++calls;
    const char* const at = getenv("DOMAINSEC_FAULT_AT");
    if (at == nullptr || atol(at) != calls) return false;
    if (is("kill")) end();
    if (!is("full")) return false;
    errno = ENOSPC;
    return true;
}

template <typename Function>
Function real(Function, const char* name) {
    return reinterpret_cast<Function>(dlsym(RTLD_NEXT, name));
}

struct Counting {
    ~Counting() {
        const char* const file = getenv("DOMAINSEC_FAULT_COUNT");
        if (file == nullptr || !is("count")) return;
        char text[32];
        const int length = snprintf(text, sizeof text, "%ld", calls);
        const long out = syscall(SYS_openat, AT_FDCWD, file, O_WRONLY | O_CREAT | O_TRUNC, 0600);
        syscall(SYS_write, out, text, length);
        syscall(SYS_close, out);
    }
} counting;

}  // namespace

#define REAL(name) real(&name, #name)

extern "C" {

int mkdir(const char* path, mode_t mode) {
    return fails() ? -1 : REAL(mkdir)(path, mode);
}
char* mkdtemp(char* form) {
    return fails() ? nullptr : REAL(mkdtemp)(form);
}
int mkostemp(char* form, int flags) {
    return fails() ? -1 : REAL(mkostemp)(form, flags);
}
int rename(const char* from, const char* to) {
    return fails() ? -1 : REAL(rename)(from, to);
}
int renameat2(int from_folder, const char* from, int to_folder, const char* to, unsigned flags) {
    return fails() ? -1 : REAL(renameat2)(from_folder, from, to_folder, to, flags);
}
int link(const char* from, const char* to) {
    return fails() ? -1 : REAL(link)(from, to);
}
int unlink(const char* path) {
    return fails() ? -1 : REAL(unlink)(path);
}
int unlinkat(int folder, const char* path, int flags) {
    return fails() ? -1 : REAL(unlinkat)(folder, path, flags);
}
int rmdir(const char* path) {
    return fails() ? -1 : REAL(rmdir)(path);
}
// Counted and not done: a process that ends loses nothing that it wrote, and the test would wait.
int fsync(int) {
    return fails() ? -1 : 0;
}
int fchmod(int file, mode_t mode) {
    return fails() ? -1 : REAL(fchmod)(file, mode);
}
int open(const char* path, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    const auto mode = (flags & O_CREAT) != 0 ? va_arg(rest, mode_t) : mode_t{0};
    va_end(rest);
    if ((flags & O_CREAT) != 0 && fails()) return -1;
    return static_cast<int>(syscall(SYS_openat, AT_FDCWD, path, flags, mode));
}
int open64(const char* path, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    const auto mode = (flags & O_CREAT) != 0 ? va_arg(rest, mode_t) : mode_t{0};
    va_end(rest);
    return open(path, flags, mode);
}
FILE* fopen(const char* path, const char* mode) {
    if (strchr(mode, 'w') != nullptr && fails()) return nullptr;
    return REAL(fopen)(path, mode);
}
ssize_t write(int file, const void* octets, size_t size) {
    if (file <= 2) return syscall(SYS_write, file, octets, size);
    const char* const at = getenv("DOMAINSEC_FAULT_AT");
    if (at != nullptr && atol(at) == calls + 1 && is("torn")) {
        syscall(SYS_write, file, octets, size / 2);
        end();
    }
    return fails() ? -1 : syscall(SYS_write, file, octets, size);
}
}
