import type { HeaderModel } from "../../../engine/src/index.js";

/** Files, processes and threads of POSIX (IEEE Std 1003.1). */
export const POSIX_HEADERS: readonly HeaderModel[] = [
  {
    names: ["unistd.h"],
    text: `
#define NULL ((void *)0)
#define STDIN_FILENO 0
#define STDOUT_FILENO 1
#define STDERR_FILENO 2
#define SEEK_SET 0
#define SEEK_CUR 1
#define SEEK_END 2
#define F_OK 0
#define X_OK 1
#define W_OK 2
#define R_OK 4
typedef int pid_t;
typedef unsigned int uid_t;
typedef unsigned int gid_t;
ssize_t read(int fd, void *to, size_t size);
ssize_t write(int fd, const void *from, size_t size);
ssize_t pread(int fd, void *to, size_t size, off_t offset);
ssize_t pwrite(int fd, const void *from, size_t size, off_t offset);
int close(int fd);
off_t lseek(int fd, off_t offset, int whence);
int access(const char *path, int mode);
int unlink(const char *path);
int rmdir(const char *path);
int chdir(const char *path);
char *getcwd(char *to, size_t room);
int chown(const char *path, uid_t owner, gid_t group);
int link(const char *from, const char *to);
int symlink(const char *target, const char *path);
ssize_t readlink(const char *path, char *to, size_t room);
int dup(int fd);
int dup2(int from, int to);
int pipe(int ends[2]);
int fsync(int fd);
int ftruncate(int fd, off_t length);
pid_t fork(void);
pid_t vfork(void);
pid_t getpid(void);
pid_t getppid(void);
uid_t getuid(void);
uid_t geteuid(void);
int setuid(uid_t id);
int setgid(gid_t id);
int seteuid(uid_t id);
int chroot(const char *path);
int execl(const char *path, const char *arg, ...);
int execlp(const char *file, const char *arg, ...);
int execle(const char *path, const char *arg, ...);
int execv(const char *path, char *const args[]);
int execvp(const char *file, char *const args[]);
int execve(const char *path, char *const args[], char *const environment[]);
unsigned int sleep(unsigned int seconds);
int usleep(unsigned int microseconds);
unsigned int alarm(unsigned int seconds);
int pause(void);
void _exit(int status);
int gethostname(char *to, size_t room);
char *getlogin(void);
char *getpass(const char *prompt);
char *crypt(const char *key, const char *salt);
int isatty(int fd);
long sysconf(int name);
`,
  },
  {
    names: ["fcntl.h", "sys/fcntl.h"],
    text: `
#define O_RDONLY 0
#define O_WRONLY 1
#define O_RDWR 2
#define O_CREAT 0100
#define O_EXCL 0200
#define O_NOCTTY 0400
#define O_TRUNC 01000
#define O_APPEND 02000
#define O_NONBLOCK 04000
#define O_NOFOLLOW 0400000
#define O_CLOEXEC 02000000
#define F_GETFL 3
#define F_SETFL 4
int open(const char *path, int flags, ...);
int openat(int folder, const char *path, int flags, ...);
int creat(const char *path, mode_t mode);
int fcntl(int fd, int command, ...);
typedef unsigned int mode_t;
`,
  },
  {
    names: ["sys/stat.h"],
    text: `
typedef unsigned int mode_t;
struct stat { dev_t st_dev; ino_t st_ino; mode_t st_mode; nlink_t st_nlink; uid_t st_uid; gid_t st_gid; off_t st_size; long st_blksize; long st_blocks; time_t st_atime; time_t st_mtime; time_t st_ctime; };
typedef unsigned long dev_t;
typedef unsigned long ino_t;
typedef unsigned long nlink_t;
typedef unsigned int uid_t;
typedef unsigned int gid_t;
#define S_IRWXU 0700
#define S_IRUSR 0400
#define S_IWUSR 0200
#define S_IXUSR 0100
#define S_IRWXG 070
#define S_IRGRP 040
#define S_IWGRP 020
#define S_IXGRP 010
#define S_IRWXO 07
#define S_IROTH 04
#define S_IWOTH 02
#define S_IXOTH 01
#define S_IFMT 0170000
#define S_IFDIR 0040000
#define S_IFREG 0100000
#define S_ISDIR(mode) (((mode) & S_IFMT) == S_IFDIR)
#define S_ISREG(mode) (((mode) & S_IFMT) == S_IFREG)
int stat(const char *path, struct stat *to);
int lstat(const char *path, struct stat *to);
int fstat(int fd, struct stat *to);
int chmod(const char *path, mode_t mode);
int fchmod(int fd, mode_t mode);
mode_t umask(mode_t mask);
int mkdir(const char *path, mode_t mode);
int mkfifo(const char *path, mode_t mode);
`,
  },
  {
    names: ["sys/wait.h"],
    text: `
pid_t wait(int *status);
pid_t waitpid(pid_t process, int *status, int options);
#define WNOHANG 1
`,
  },
  {
    names: ["sys/mman.h"],
    text: `
#define PROT_READ 1
#define PROT_WRITE 2
#define PROT_EXEC 4
#define MAP_SHARED 1
#define MAP_PRIVATE 2
#define MAP_ANONYMOUS 0x20
#define MAP_FAILED ((void *)-1)
void *mmap(void *address, size_t length, int protection, int flags, int fd, off_t offset);
int munmap(void *address, size_t length);
int mprotect(void *address, size_t length, int protection);
int mlock(const void *address, size_t length);
int shm_open(const char *name, int flags, unsigned int mode);
`,
  },
  {
    names: ["dirent.h"],
    text: `
typedef struct __dir DIR;
struct dirent { unsigned long d_ino; unsigned char d_type; char d_name[256]; };
DIR *opendir(const char *path);
struct dirent *readdir(DIR *folder);
int closedir(DIR *folder);
`,
  },
  {
    names: ["pthread.h"],
    text: `
typedef unsigned long pthread_t;
typedef struct { long state[5]; } pthread_mutex_t;
typedef struct { long state[6]; } pthread_cond_t;
typedef struct { long state[7]; } pthread_rwlock_t;
typedef struct { long state[7]; } pthread_attr_t;
typedef int pthread_mutexattr_t;
typedef int pthread_condattr_t;
typedef unsigned int pthread_key_t;
typedef int pthread_once_t;
#define PTHREAD_MUTEX_INITIALIZER { { 0 } }
#define PTHREAD_COND_INITIALIZER { { 0 } }
#define PTHREAD_ONCE_INIT 0
int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*start)(void *), void *argument);
int pthread_join(pthread_t thread, void **result);
int pthread_detach(pthread_t thread);
int pthread_cancel(pthread_t thread);
void pthread_exit(void *result);
pthread_t pthread_self(void);
int pthread_mutex_init(pthread_mutex_t *mutex, const pthread_mutexattr_t *attributes);
int pthread_mutex_destroy(pthread_mutex_t *mutex);
int pthread_mutex_lock(pthread_mutex_t *mutex);
int pthread_mutex_trylock(pthread_mutex_t *mutex);
int pthread_mutex_unlock(pthread_mutex_t *mutex);
int pthread_cond_init(pthread_cond_t *condition, const pthread_condattr_t *attributes);
int pthread_cond_wait(pthread_cond_t *condition, pthread_mutex_t *mutex);
int pthread_cond_signal(pthread_cond_t *condition);
int pthread_cond_broadcast(pthread_cond_t *condition);
`,
  },
  {
    names: ["semaphore.h"],
    text: `
typedef struct { long state[4]; } sem_t;
int sem_init(sem_t *semaphore, int shared, unsigned int value);
int sem_wait(sem_t *semaphore);
int sem_trywait(sem_t *semaphore);
int sem_post(sem_t *semaphore);
int sem_destroy(sem_t *semaphore);
`,
  },
  {
    names: ["poll.h", "sys/poll.h"],
    text: `
struct pollfd { int fd; short events; short revents; };
typedef unsigned long nfds_t;
#define POLLIN 1
#define POLLOUT 4
#define POLLERR 8
int poll(struct pollfd *descriptors, nfds_t count, int timeout);
`,
  },
  {
    names: ["syslog.h"],
    text: `
#define LOG_EMERG 0
#define LOG_ALERT 1
#define LOG_CRIT 2
#define LOG_ERR 3
#define LOG_WARNING 4
#define LOG_NOTICE 5
#define LOG_INFO 6
#define LOG_DEBUG 7
#define LOG_PID 1
#define LOG_USER 8
#define LOG_DAEMON 24
#define LOG_AUTH 32
void openlog(const char *name, int options, int facility);
void syslog(int priority, const char *format, ...);
void closelog(void);
`,
  },
  {
    names: ["dlfcn.h"],
    text: `
#define RTLD_LAZY 1
#define RTLD_NOW 2
void *dlopen(const char *path, int flags);
void *dlsym(void *library, const char *name);
int dlclose(void *library);
char *dlerror(void);
`,
  },
  {
    names: ["pwd.h"],
    text: `
struct passwd { char *pw_name; char *pw_passwd; unsigned int pw_uid; unsigned int pw_gid; char *pw_gecos; char *pw_dir; char *pw_shell; };
struct passwd *getpwnam(const char *name);
struct passwd *getpwuid(unsigned int id);
`,
  },
];
