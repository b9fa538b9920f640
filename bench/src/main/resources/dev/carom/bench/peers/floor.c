/*
 * The least that a server can do: an epoll loop that receives, counts complete requests by the blank
 * line that ends their header, and sends a fixed reply for each. It parses nothing and knows no links.
 *
 * Usage: floor PORT FILE, the file holding the reply. Listens on 127.0.0.1 until it is ended.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MAX_CONNECTIONS = 65536, MAX_REPLY = 4096, BATCH = 64, READ_BYTES = 65536, MAX_EVENTS = 256 };

/* What of a blank line the last read of a connection ended with: up to three bytes. */
struct carry {
  char bytes[3];
  int length;
};

static struct carry carries[MAX_CONNECTIONS];
static char replies[BATCH * MAX_REPLY];
static size_t reply_length;
static char input[3 + READ_BYTES];

static void fail(const char *what) {
  perror(what);
  exit(1);
}

/* The reply is kept many times in a row, so that pipelined requests are answered by one send. */
static void load_reply(const char *path) {
  FILE *file = fopen(path, "rb");
  if (!file) fail(path);
  reply_length = fread(replies, 1, MAX_REPLY, file);
  fclose(file);
  if (reply_length == 0 || reply_length == MAX_REPLY) {
    fprintf(stderr, "%s: must have from 1 to %d bytes\n", path, MAX_REPLY - 1);
    exit(1);
  }
  for (int i = 1; i < BATCH; i++) memcpy(replies + i * reply_length, replies, reply_length);
}

static int listen_on(int port) {
  int listener = socket(AF_INET, SOCK_STREAM, 0), on = 1;
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (listener < 0) fail("socket");
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind(listener, (struct sockaddr *)&address, sizeof address) < 0) fail("bind");
  if (listen(listener, 4096) < 0) fail("listen");
  return listener;
}

static void accept_one(int epoll, int listener) {
  int on = 1, connection = accept(listener, NULL, NULL);
  if (connection < 0) return;
  if (connection >= MAX_CONNECTIONS) {
    close(connection);
    return;
  }
  setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  carries[connection].length = 0;
  struct epoll_event event = {.events = EPOLLIN, .data.fd = connection};
  if (epoll_ctl(epoll, EPOLL_CTL_ADD, connection, &event) < 0) fail("epoll_ctl");
}

static int count_requests(struct carry *carry, size_t length) {
  int requests = 0;
  char *from = input, *end = input + length, *blank;
  while ((blank = memmem(from, (size_t)(end - from), "\r\n\r\n", 4))) {
    requests++;
    from = blank + 4;
  }
  carry->length = end - from < 3 ? (int)(end - from) : 3;
  memcpy(carry->bytes, end - carry->length, (size_t)carry->length);
  return requests;
}

/* Returns 0 if the connection is over. */
static int serve(int connection) {
  struct carry *carry = &carries[connection];
  memcpy(input, carry->bytes, (size_t)carry->length);
  ssize_t got = recv(connection, input + carry->length, READ_BYTES, MSG_DONTWAIT);
  if (got <= 0) return 0;
  int requests = count_requests(carry, (size_t)carry->length + (size_t)got);
  while (requests > 0) {
    int now = requests < BATCH ? requests : BATCH;
    size_t left = (size_t)now * reply_length;
    for (char *at = replies; left > 0;) {
      ssize_t sent = send(connection, at, left, MSG_NOSIGNAL);
      if (sent <= 0) return 0;
      at += sent;
      left -= (size_t)sent;
    }
    requests -= now;
  }
  return 1;
}

int main(int count, char **arguments) {
  if (count != 3) {
    fprintf(stderr, "Usage: floor PORT FILE\n");
    return 2;
  }
  load_reply(arguments[2]);
  int listener = listen_on(atoi(arguments[1])), epoll = epoll_create1(0);
  struct epoll_event event = {.events = EPOLLIN, .data.fd = listener}, events[MAX_EVENTS];
  if (epoll < 0 || epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &event) < 0) fail("epoll");
  for (;;) {
    int ready = epoll_wait(epoll, events, MAX_EVENTS, -1);
    for (int i = 0; i < ready; i++) {
      int descriptor = events[i].data.fd;
      if (descriptor == listener) {
        accept_one(epoll, listener);
      } else if (!serve(descriptor)) {
        close(descriptor);
      }
    }
  }
}
