import type { HeaderModel } from "../../../engine/src/index.js";

/** Types and calls of Windows, for programs beside the device: gateways, service tools. */
export const WINDOWS_HEADERS: readonly HeaderModel[] = [
  {
    names: ["windows.h", "windef.h", "winbase.h", "wincrypt.h", "lm.h", "winreg.h"],
    givesWay: true,
    text: `
#define NULL ((void *)0)
#define TRUE 1
#define FALSE 0
#define MAX_PATH 260
#define INFINITE 0xffffffffU
#define INVALID_HANDLE_VALUE ((HANDLE)-1)
#define ERROR_SUCCESS 0
#define GENERIC_READ 0x80000000U
#define GENERIC_WRITE 0x40000000U
#define FILE_SHARE_READ 1
#define FILE_ATTRIBUTE_NORMAL 0x80
#define CREATE_NEW 1
#define CREATE_ALWAYS 2
#define OPEN_EXISTING 3
#define LOGON32_LOGON_NETWORK 3
#define LOGON32_PROVIDER_DEFAULT 0
typedef int BOOL;
typedef unsigned char BYTE;
typedef unsigned char BOOLEAN;
typedef unsigned char UCHAR;
typedef char CHAR;
typedef short SHORT;
typedef unsigned short USHORT;
typedef unsigned short WORD;
typedef int INT;
typedef unsigned int UINT;
typedef int LONG;
typedef unsigned int ULONG;
typedef unsigned int DWORD;
typedef long long LONGLONG;
typedef unsigned long long ULONGLONG;
typedef long long INT64;
typedef unsigned long long UINT64;
typedef size_t SIZE_T;
typedef size_t UINT_PTR;
typedef size_t ULONG_PTR;
typedef size_t DWORD_PTR;
typedef wchar_t WCHAR;
typedef void *PVOID;
typedef void *LPVOID;
typedef const void *LPCVOID;
typedef void *HANDLE;
typedef void *HMODULE;
typedef void *HINSTANCE;
typedef void *HWND;
typedef void *HKEY;
typedef HKEY *PHKEY;
typedef HANDLE *PHANDLE;
typedef char *LPSTR;
typedef const char *LPCSTR;
typedef wchar_t *LPWSTR;
typedef const wchar_t *LPCWSTR;
typedef DWORD *LPDWORD;
typedef BYTE *LPBYTE;
typedef ULONG_PTR HCRYPTPROV;
typedef ULONG_PTR HCRYPTKEY;
typedef ULONG_PTR HCRYPTHASH;
HANDLE CreateFileA(LPCSTR path, DWORD access, DWORD share, void *security, DWORD creation, DWORD flags, HANDLE pattern);
HANDLE CreateFileW(LPCWSTR path, DWORD access, DWORD share, void *security, DWORD creation, DWORD flags, HANDLE pattern);
BOOL ReadFile(HANDLE file, LPVOID to, DWORD size, LPDWORD done, void *overlapped);
BOOL WriteFile(HANDLE file, LPCVOID from, DWORD size, LPDWORD done, void *overlapped);
BOOL CloseHandle(HANDLE handle);
DWORD GetLastError(void);
HMODULE LoadLibraryA(LPCSTR path);
HMODULE LoadLibraryW(LPCWSTR path);
void Sleep(DWORD milliseconds);
DWORD WaitForSingleObject(HANDLE handle, DWORD milliseconds);
PVOID SecureZeroMemory(PVOID to, SIZE_T size);
`,
  },
  {
    names: ["winsock2.h", "winsock.h", "ws2tcpip.h"],
    text: `
#include <sys/socket.h>
typedef size_t SOCKET;
#define INVALID_SOCKET (-1)
#define SOCKET_ERROR (-1)
typedef struct { unsigned short wVersion; unsigned short wHighVersion; char szDescription[257]; char szSystemStatus[129]; } WSADATA;
int WSAStartup(unsigned short version, WSADATA *to);
int WSACleanup(void);
int WSAGetLastError(void);
int closesocket(SOCKET socket);
#define MAKEWORD(low, high) ((unsigned short)(((low) & 255) | (((high) & 255) << 8)))
`,
  },
  {
    names: ["io.h", "direct.h", "process.h"],
    text: `
int _open(const char *path, int flags, ...);
int _close(int fd);
int _read(int fd, void *to, unsigned int size);
int _write(int fd, const void *from, unsigned int size);
`,
  },
];
