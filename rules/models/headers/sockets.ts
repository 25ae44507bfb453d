import type { HeaderModel } from "../../../engine/src/index.js";

const ADDRESSES = `
typedef unsigned int socklen_t;
typedef unsigned short sa_family_t;
typedef uint16_t in_port_t;
typedef uint32_t in_addr_t;
struct sockaddr { sa_family_t sa_family; char sa_data[14]; };
struct sockaddr_storage { sa_family_t ss_family; char data[126]; };
struct in_addr { in_addr_t s_addr; };
struct sockaddr_in { sa_family_t sin_family; in_port_t sin_port; struct in_addr sin_addr; unsigned char sin_zero[8]; };
struct in6_addr { uint8_t s6_addr[16]; };
struct sockaddr_in6 { sa_family_t sin6_family; in_port_t sin6_port; uint32_t sin6_flowinfo; struct in6_addr sin6_addr; uint32_t sin6_scope_id; };
struct sockaddr_un { sa_family_t sun_family; char sun_path[108]; };
#define AF_UNSPEC 0
#define AF_UNIX 1
#define AF_INET 2
#define AF_INET6 10
#define PF_INET AF_INET
#define SOCK_STREAM 1
#define SOCK_DGRAM 2
#define SOCK_RAW 3
#define IPPROTO_IP 0
#define IPPROTO_ICMP 1
#define IPPROTO_TCP 6
#define IPPROTO_UDP 17
#define INADDR_ANY 0
#define INADDR_BROADCAST 0xffffffffU
#define INADDR_NONE 0xffffffffU
#define INADDR_LOOPBACK 0x7f000001U
#define INET_ADDRSTRLEN 16
#define INET6_ADDRSTRLEN 46
#define SOL_SOCKET 1
#define SO_REUSEADDR 2
#define SO_KEEPALIVE 9
#define SO_RCVTIMEO 20
#define SO_SNDTIMEO 21
#define TCP_NODELAY 1
#define MSG_PEEK 2
#define MSG_DONTWAIT 0x40
#define MSG_WAITALL 0x100
#define MSG_NOSIGNAL 0x4000
#define SHUT_RD 0
#define SHUT_WR 1
#define SHUT_RDWR 2
#define SOMAXCONN 128
`;

const CALLS = `
int socket(int domain, int type, int protocol);
int bind(int fd, const struct sockaddr *address, socklen_t size);
int listen(int fd, int backlog);
int accept(int fd, struct sockaddr *address, socklen_t *size);
int connect(int fd, const struct sockaddr *address, socklen_t size);
ssize_t send(int fd, const void *from, size_t size, int flags);
ssize_t sendto(int fd, const void *from, size_t size, int flags, const struct sockaddr *address, socklen_t length);
ssize_t recv(int fd, void *to, size_t size, int flags);
ssize_t recvfrom(int fd, void *to, size_t size, int flags, struct sockaddr *address, socklen_t *length);
int setsockopt(int fd, int level, int name, const void *value, socklen_t size);
int getsockopt(int fd, int level, int name, void *value, socklen_t *size);
int shutdown(int fd, int how);
uint16_t htons(uint16_t value);
uint32_t htonl(uint32_t value);
uint16_t ntohs(uint16_t value);
uint32_t ntohl(uint32_t value);
in_addr_t inet_addr(const char *text);
int inet_aton(const char *text, struct in_addr *to);
char *inet_ntoa(struct in_addr address);
int inet_pton(int family, const char *text, void *to);
const char *inet_ntop(int family, const void *from, char *to, socklen_t room);
`;

/** Sockets as POSIX and lwIP have them. */
export const SOCKET_HEADERS: readonly HeaderModel[] = [
  {
    names: ["sys/socket.h", "netinet/in.h", "arpa/inet.h", "netinet/tcp.h", "sys/un.h", "lwip/sockets.h", "lwip/inet.h"],
    text: `${ADDRESSES}${CALLS}`,
  },
  {
    names: ["netdb.h", "lwip/netdb.h"],
    text: `
struct hostent { char *h_name; char **h_aliases; int h_addrtype; int h_length; char **h_addr_list; };
struct sockaddr;
struct addrinfo { int ai_flags; int ai_family; int ai_socktype; int ai_protocol; unsigned int ai_addrlen; struct sockaddr *ai_addr; char *ai_canonname; struct addrinfo *ai_next; };
struct hostent *gethostbyname(const char *name);
int getaddrinfo(const char *node, const char *service, const struct addrinfo *hints, struct addrinfo **result);
void freeaddrinfo(struct addrinfo *list);
`,
  },
  {
    names: ["sys/select.h"],
    text: `
typedef struct { long bits[32]; } fd_set;
#define FD_SETSIZE 1024
struct timeval;
int select(int count, fd_set *readable, fd_set *writable, fd_set *failed, struct timeval *timeout);
`,
  },
];
