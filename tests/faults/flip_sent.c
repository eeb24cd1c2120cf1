/* A network that lies: of each long piece that is sent by writev, as Open MPI's btl tcp does, one bit changes on the
 * way.
 *
 *   LD_PRELOAD=libflip_sent.so OMPI_MCA_btl=self,tcp squares nodes */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <sys/uio.h>

ssize_t writev(int fd, const struct iovec* pieces, int count) {
  const size_t longest = 16384;
  for (int i = 0; i < count; ++i) {
    if (pieces[i].iov_len > longest) ((unsigned char*)pieces[i].iov_base)[pieces[i].iov_len / 2] ^= 4;
  }
  return ((ssize_t(*)(int, const struct iovec*, int))dlsym(RTLD_NEXT, "writev"))(fd, pieces, count);
}
