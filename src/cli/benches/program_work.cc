#include "cli/benches/program_work.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>

namespace ingot {

void run_program(const std::vector<std::string>& arguments) {
  const std::string self = std::filesystem::read_symlink("/proc/self/exe").string();
  std::vector<char*> argv{const_cast<char*>(self.c_str())};
  for (const std::string& a : arguments) argv.push_back(const_cast<char*>(a.c_str()));
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  for (const int stream : {STDOUT_FILENO, STDERR_FILENO})
    posix_spawn_file_actions_addopen(&actions, stream, "/dev/null", O_WRONLY, 0);
  pid_t child = 0;
  const int failed = posix_spawn(&child, self.c_str(), &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  int status = 0;
  if (failed == 0) waitpid(child, &status, 0);
  if (failed != 0 || status != 0)
    throw Error("child_failed", text("ingot {} failed", "ingot {} 失败",
                                     fmt::format("{}", fmt::join(arguments, " "))))
        .failed_while_running()
        .fix(text("run it by itself to see why", "请单独运行以查看原因"));
}

WorkFolder::WorkFolder() {
  std::string name = (std::filesystem::temp_directory_path() / "ingot-bench-XXXXXX").string();
  if (!mkdtemp(name.data()))
    throw Error("folder_unwritable", text("cannot make {}", "无法创建 {}", name));
  path_ = name;
}

WorkFolder::~WorkFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string WorkFolder::file(const std::string& name) const { return path_ + "/" + name; }

}  // namespace ingot
