import Glibc
import LedgerEngine

/// What the system says of this process and its disk.
struct ProcessFigures {
  var residentBytes = 0
  var openFiles = 0
  var cpu = Interval.zero
  var diskFreeBytes = 0

  init(directory: String) {
    var usage = rusage()
    if getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 {
      let (user, system) = (usage.ru_utime, usage.ru_stime)
      cpu = Interval(
        microseconds: Int64(user.tv_sec + system.tv_sec) * 1_000_000
          + Int64(user.tv_usec + system.tv_usec))
    }
    if let text = try? SmallFile.bytes(of: "/proc/self/statm", limit: 4_096) {
      let fields = String(decoding: text, as: UTF8.self).split(separator: " ")
      let pages = fields.count > 1 ? Int(fields[1]) ?? 0 : 0
      residentBytes = pages * Int(sysconf(Int32(_SC_PAGESIZE)))
    }
    if let folder = opendir("/proc/self/fd") {
      while readdir(folder) != nil { openFiles += 1 }
      closedir(folder)
      // Itself and its parent stand in it too, and the folder that was opened just now.
      openFiles = max(0, openFiles - 3)
    }
    var disk = statvfs()
    if statvfs(directory, &disk) == 0 { diskFreeBytes = Int(disk.f_bavail) * Int(disk.f_frsize) }
  }

  static func bytes(of path: String) -> Int {
    Int(FileLook(path: path)?.allocatedBytes ?? 0)
  }
}
