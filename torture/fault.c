/*
 * A library that is loaded into scribe by LD_PRELOAD. It counts what the program does to files below some folders, and at
 * the n-th time lets something go wrong: the program is killed, is sent a signal, the disk fails, or the clock is moved.
 *
 * SQLite, Node and libuv all reach the disk through libc, so every write of theirs comes past here.
 *
 * FAULT_ROOTS  absolute folders without links, separated by colons: only what is done below them counts
 * FAULT_STATE  a file of at least 64 bytes that all processes of one run share: the count, and who began the run
 * FAULT_LOG    a file to which everything that is done is appended (`struct record`), so that a power cut can be made of it
 * FAULT        what goes wrong, none when empty:
 *   kill:N            the process that does the N-th thing is killed before it
 *   torn:N            the same, but when the N-th thing is a write, the first half of it is written
 *   killmain:N        the process that began the run is killed, whoever does the N-th thing
 *   killchild:N       the first thing, from the N-th on, that another process than that one does is its last
 *   signal:N:SIG      the process that began the run gets the signal; everything goes on
 *   once:N:ERRNO      the N-th thing fails
 *   from:N:ERRNO      it and all that follow fail
 *   short:N:ERRNO     the first half of the N-th thing is written, all that follow fail
 *   clock:N:SECONDS   from then on the clock on the wall is that much ahead, or behind
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

struct state {
  atomic_long count;
  atomic_int main_process;
};

/* What a thing is: decides which errors it can meet. */
enum { BYTES = 1, MAKE = 2, REMOVE = 4, SYNC = 8, CUT = 16, CHANGE = 32 };

/* One thing that was done; the path, the other path and the bytes follow. */
struct record {
  uint32_t kind; /* W: bytes written, T: cut to `offset`, C: file made, D: folder, L: link, U: removed, R: renamed, S: synced */
  uint32_t path_length;
  uint32_t other_length;
  uint32_t size;
  int64_t offset;
};

static int log_file = -1;
static struct state alone;
static struct state *state = &alone;
static char fault[16] = "";
static long at = 0;
static long argument = 0;
static char roots[8][PATH_MAX];
static int root_count = 0;

#define REAL(name) ((__typeof__(&name))real(#name))

static void *real(const char *name) {
  void *found = dlsym(RTLD_NEXT, name);
  if (!found) abort();
  return found;
}

__attribute__((constructor)) static void begin(void) {
  const char *folders = getenv("FAULT_ROOTS");
  const char *shared = getenv("FAULT_STATE");
  const char *what = getenv("FAULT");
  if (what && *what) sscanf(what, "%15[a-z]:%ld:%ld", fault, &at, &argument);
  while (folders && *folders && root_count < 8) {
    size_t length = strcspn(folders, ":");
    if (length > 0 && length < PATH_MAX) {
      memcpy(roots[root_count], folders, length);
      roots[root_count++][length] = 0;
    }
    folders += length + (folders[length] == ':');
  }
  const char *log = getenv("FAULT_LOG");
  if (log) log_file = REAL(open)(log, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  if (shared) {
    int fd = REAL(open)(shared, O_RDWR | O_CLOEXEC);
    if (fd >= 0) {
      void *memory = mmap(NULL, sizeof(struct state), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
      if (memory != MAP_FAILED) state = memory;
      close(fd);
    }
  }
  int nobody = 0;
  atomic_compare_exchange_strong(&state->main_process, &nobody, (int)getpid());
}

static int is_below(const char *path) {
  for (int i = 0; i < root_count; i++) {
    size_t length = strlen(roots[i]);
    if (strncmp(path, roots[i], length) == 0 && (path[length] == '/' || path[length] == 0)) return 1;
  }
  return 0;
}

/* Where an open file is; an empty path when it is nowhere. */
static void find_path(int fd, char path[PATH_MAX]) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, PATH_MAX - 1);
  path[length > 0 ? length : 0] = 0;
}

static int is_open_below(int fd) {
  char path[PATH_MAX];
  find_path(fd, path);
  return is_below(path);
}

/* Appends a record in one write, so that processes do not mix theirs. */
static void note(char kind, const char *path, const char *other, int64_t offset, const void *bytes, size_t size) {
  if (log_file < 0 || !path || !is_below(path)) return;
  struct record record = {(uint32_t)kind, (uint32_t)strlen(path), (uint32_t)strlen(other), (uint32_t)size, offset};
  size_t whole = sizeof record + record.path_length + record.other_length + size;
  char *line = malloc(whole);
  if (!line) abort();
  char *end = mempcpy(line, &record, sizeof record);
  end = mempcpy(end, path, record.path_length);
  end = mempcpy(end, other, record.other_length);
  if (size > 0) memcpy(end, bytes, size);
  if (REAL(write)(log_file, line, whole) != (ssize_t)whole) abort();
  free(line);
}

static void note_file(int fd, char kind, int64_t offset, const void *bytes, ssize_t size) {
  if (log_file < 0 || size < 0) return;
  int before = errno;
  char path[PATH_MAX];
  find_path(fd, path);
  note(kind, path, "", offset, bytes, (size_t)size);
  errno = before;
}

static int is_at(int folder, const char *path) {
  return path && (path[0] == '/' || folder == AT_FDCWD ? is_below(path) : is_open_below(folder));
}

/* Whether this error can come of a thing of this kind. */
static int can_fail(int kind) {
  if (argument == ENOSPC) return kind & (BYTES | MAKE);
  if (argument == EIO) return kind & (BYTES | MAKE | SYNC | CUT);
  return 1;
}

static int is(const char *name) { return strcmp(fault, name) == 0; }

/* One thing is about to be done. Returns 0: go on; 1: fail, errno is set; 2: write half of it; 3: write half, then die. */
static int meet(int kind) {
  long number = atomic_fetch_add(&state->count, 1) + 1;
  if (at == 0 || number < at) return 0;
  if (number == at) {
    if (is("kill")) kill(getpid(), SIGKILL);
    if (is("torn")) {
      if (kind & BYTES) return 3;
      kill(getpid(), SIGKILL);
    }
    if (is("killmain")) kill(state->main_process, SIGKILL);
    if (is("signal")) kill(state->main_process, (int)argument);
    if (is("short") && kind & BYTES) return 2;
  }
  if (is("killchild") && getpid() != state->main_process) kill(getpid(), SIGKILL);
  if ((is("once") && number == at) || ((is("from") || is("short")) && number >= at)) {
    if (!can_fail(kind)) return 0;
    errno = (int)argument;
    return 1;
  }
  return 0;
}

static int meet_file(int fd, int kind) { return is_open_below(fd) ? meet(kind) : 0; }
static int meet_path(int folder, const char *path, int kind) { return is_at(folder, path) ? meet(kind) : 0; }

/* A write of `size` bytes: how many of them are to be written; -1: it fails. */
static ssize_t let_through(int fd, size_t size, int *last) {
  int met = meet_file(fd, BYTES);
  *last = met == 3;
  if (met == 1) return -1;
  return (ssize_t)(met == 0 || size < 2 ? size : size / 2);
}

#define WRITING(call)                        \
  do {                                       \
    int last;                                \
    ssize_t part = let_through(fd, size, &last); \
    if (part < 0) return -1;                 \
    size = (size_t)part;                     \
    ssize_t done = (call);                   \
    if (last) kill(getpid(), SIGKILL);       \
    note_file(fd, 'W', start, bytes, done);  \
    return done;                             \
  } while (0)

/* Where the next write of a file goes; -1: nobody wants to know, or it has no places. */
static int64_t position(int fd) {
  if (log_file < 0) return -1;
  int before = errno;
  int flags = fcntl(fd, F_GETFL);
  int64_t at_end = flags >= 0 && flags & O_APPEND ? lseek64(fd, 0, SEEK_END) : lseek64(fd, 0, SEEK_CUR);
  errno = before;
  return at_end;
}

ssize_t write(int fd, const void *bytes, size_t size) {
  int64_t start = position(fd);
  WRITING(REAL(write)(fd, bytes, size));
}
ssize_t pwrite(int fd, const void *bytes, size_t size, off_t start) { WRITING(REAL(pwrite)(fd, bytes, size, start)); }
ssize_t pwrite64(int fd, const void *bytes, size_t size, off64_t start) { WRITING(REAL(pwrite64)(fd, bytes, size, start)); }

/* Of several pieces, the first alone is the half. */
#define GATHERING(call)                                                  \
  do {                                                                   \
    int last;                                                            \
    ssize_t part = let_through(fd, (size_t)count * 2, &last);            \
    if (part < 0) return -1;                                             \
    if (part == count && count > 1) count = 1;                           \
    ssize_t done = (call);                                               \
    if (last) kill(getpid(), SIGKILL);                                   \
    note_pieces(fd, start, pieces, done);                                \
    return done;                                                         \
  } while (0)

static void note_pieces(int fd, int64_t start, const struct iovec *pieces, ssize_t left) {
  for (; left > 0; pieces++) {
    ssize_t size = (ssize_t)pieces->iov_len < left ? (ssize_t)pieces->iov_len : left;
    note_file(fd, 'W', start, pieces->iov_base, size);
    start += size;
    left -= size;
  }
}

ssize_t writev(int fd, const struct iovec *pieces, int count) {
  int64_t start = position(fd);
  GATHERING(REAL(writev)(fd, pieces, count));
}
ssize_t pwritev(int fd, const struct iovec *pieces, int count, off_t start) { GATHERING(REAL(pwritev)(fd, pieces, count, start)); }
ssize_t pwritev64(int fd, const struct iovec *pieces, int count, off64_t start) { GATHERING(REAL(pwritev64)(fd, pieces, count, start)); }

#define FILE_THING(kind, call, letter, offset)         \
  do {                                                 \
    if (meet_file(fd, kind) == 1) return -1;           \
    int result = (call);                               \
    if (result == 0) note_file(fd, letter, offset, "", 0); \
    return result;                                     \
  } while (0)

int fsync(int fd) { FILE_THING(SYNC, REAL(fsync)(fd), 'S', 0); }
int fdatasync(int fd) { FILE_THING(SYNC, REAL(fdatasync)(fd), 'S', 0); }
int ftruncate(int fd, off_t size) { FILE_THING(CUT, REAL(ftruncate)(fd, size), 'T', size); }
int ftruncate64(int fd, off64_t size) { FILE_THING(CUT, REAL(ftruncate64)(fd, size), 'T', size); }
int fchmod(int fd, mode_t mode) { return meet_file(fd, CHANGE) == 1 ? -1 : REAL(fchmod)(fd, mode); }

#define PATH_THING(folder, path, kind, call, noted)        \
  do {                                                     \
    if (meet_path(folder, path, kind) == 1) return -1;     \
    int result = (call);                                   \
    if (result == 0) noted;                                \
    return result;                                         \
  } while (0)

/* A power cut is made of what is done by whole paths, as Node and SQLite do. */
#define NOTE(kind) note(kind, path, "", 0, "", 0)

int rename(const char *from, const char *to) {
  PATH_THING(AT_FDCWD, to, CHANGE, REAL(rename)(from, to), note('R', from, to, 0, "", 0));
}
int renameat(int a, const char *from, int b, const char *to) {
  PATH_THING(b, to, CHANGE, REAL(renameat)(a, from, b, to), note('R', from, to, 0, "", 0));
}
int unlink(const char *path) { PATH_THING(AT_FDCWD, path, REMOVE, REAL(unlink)(path), NOTE('U')); }
int unlinkat(int folder, const char *path, int flags) {
  PATH_THING(folder, path, REMOVE, REAL(unlinkat)(folder, path, flags), NOTE('U'));
}
int rmdir(const char *path) { PATH_THING(AT_FDCWD, path, REMOVE, REAL(rmdir)(path), NOTE('U')); }
int mkdir(const char *path, mode_t mode) { PATH_THING(AT_FDCWD, path, MAKE, REAL(mkdir)(path, mode), NOTE('D')); }
int mkdirat(int folder, const char *path, mode_t mode) {
  PATH_THING(folder, path, MAKE, REAL(mkdirat)(folder, path, mode), NOTE('D'));
}
int link(const char *from, const char *path) {
  PATH_THING(AT_FDCWD, path, MAKE, REAL(link)(from, path), note('L', from, path, 0, "", 0));
}
int symlink(const char *from, const char *path) {
  PATH_THING(AT_FDCWD, path, MAKE, REAL(symlink)(from, path), (void)0);
}
int chmod(const char *path, mode_t mode) { PATH_THING(AT_FDCWD, path, CHANGE, REAL(chmod)(path, mode), (void)0); }
int truncate(const char *path, off_t size) {
  PATH_THING(AT_FDCWD, path, CUT, REAL(truncate)(path, size), note('T', path, "", size, "", 0));
}

char *mkdtemp(char *path) {
  if (meet_path(AT_FDCWD, path, MAKE) == 1) return NULL;
  char *made = REAL(mkdtemp)(path);
  if (made) NOTE('D');
  return made;
}

/* On a disk that has become read-only, a file is not even opened for writing. */
static int may_open(int folder, const char *path, int flags) {
  if (!is_at(folder, path)) return 1;
  if ((flags & O_CREAT) && faccessat(folder, path, F_OK, 0) != 0) return meet(MAKE) != 1;
  int protected = is("from") && argument == EROFS && atomic_load(&state->count) + 1 >= at;
  if (!protected || (flags & O_ACCMODE) == O_RDONLY) return 1;
  errno = EROFS;
  return 0;
}

#define OPENING(folder, call)                                   \
  do {                                                          \
    mode_t mode = 0;                                            \
    if (flags & (O_CREAT | __O_TMPFILE)) {                      \
      va_list more;                                             \
      va_start(more, flags);                                    \
      mode = va_arg(more, mode_t);                              \
      va_end(more);                                             \
    }                                                           \
    int noted = log_file >= 0 && flags & (O_CREAT | O_TRUNC) && is_at(folder, path); \
    int there = noted && faccessat(folder, path, F_OK, 0) == 0; \
    if (!may_open(folder, path, flags)) return -1;              \
    int opened = (call);                                        \
    if (opened >= 0 && noted && !there) NOTE('C');              \
    if (opened >= 0 && noted && there && flags & O_TRUNC) NOTE('T'); \
    return opened;                                              \
  } while (0)

int open(const char *path, int flags, ...) { OPENING(AT_FDCWD, REAL(open)(path, flags, mode)); }
int open64(const char *path, int flags, ...) { OPENING(AT_FDCWD, REAL(open64)(path, flags, mode)); }
int openat(int folder, const char *path, int flags, ...) { OPENING(folder, REAL(openat)(folder, path, flags, mode)); }
int openat64(int folder, const char *path, int flags, ...) { OPENING(folder, REAL(openat64)(folder, path, flags, mode)); }

/* The clock on the wall; the one that only goes forward does so here, too. */
static long moved(void) { return is("clock") && atomic_load(&state->count) >= at ? argument : 0; }

int clock_gettime(clockid_t clock, struct timespec *now) {
  int result = REAL(clock_gettime)(clock, now);
  if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) now->tv_sec += moved();
  return result;
}

int gettimeofday(struct timeval *now, void *zone) {
  int result = ((int (*)(struct timeval *, void *))real("gettimeofday"))(now, zone);
  if (result == 0) now->tv_sec += moved();
  return result;
}

time_t time(time_t *now) {
  time_t result = REAL(time)(NULL) + moved();
  if (now) *now = result;
  return result;
}
