#include "cli/table_flags.h"

namespace ingot {

void declare_table_flags(CLI::App& app, const Context& c, TableOptions& options) {
  app.add_option("--sql", options.sql,
                 c.word("a query over the table (its name is data) or of a PostgreSQL server",
                        "对表格（名为 data）或 PostgreSQL 服务器的查询"));
  app.add_option("--connection", options.connection,
                 c.word("of a PostgreSQL server, such as postgresql://user@host/base",
                        "PostgreSQL 服务器的连接串，如 postgresql://user@host/base"));
  app.add_option("--encoding", options.encoding,
                 c.word("of a text file, such as GB18030 (guessed)",
                        "文本文件的编码，如 GB18030（自动判断）"));
  app.add_option("--separator", options.separator,
                 c.word("between fields, such as ; (guessed)", "字段分隔符，如 ;（自动判断）"));
  app.add_option("--header", options.header,
                 c.word("whether the first line names the columns: true or false (guessed)",
                        "首行是否为列名：true 或 false（自动判断）"));
}

}  // namespace ingot
