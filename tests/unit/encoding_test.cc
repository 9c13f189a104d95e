#include "data/encoding.h"

#include <gtest/gtest.h>

#include "base/utf8.h"
#include "data/icu.h"
#include "tests/unit/table_writers.h"

namespace ingot {
namespace {

using Strings = std::vector<std::string>;

// UTF-8 in another encoding, through ICU.
std::string in_encoding(const char* name, const std::string& text) {
  UErrorCode status = U_ZERO_ERROR;
  const IcuConverters& icu = icu_converters();
  UConverter* from = icu.ucnv_open("UTF-8", &status);
  UConverter* to = icu.ucnv_open(name, &status);
  std::string out(text.size() * 4 + 8, '\0');
  std::vector<UChar> pivot(1024);
  UChar *pivot_from = pivot.data(), *pivot_to = pivot.data();
  char* end = out.data();
  const char* begin = text.data();
  icu.ucnv_convertEx(to, from, &end, out.data() + out.size(), &begin, begin + text.size(),
                     pivot.data(), &pivot_from, &pivot_to, pivot.data() + pivot.size(), true, true,
                     &status);
  EXPECT_TRUE(U_SUCCESS(status)) << name;
  icu.ucnv_close(from);
  icu.ucnv_close(to);
  out.resize(static_cast<std::size_t>(end - out.data()));
  return out;
}

const std::string kChinese =
    "评价,标签\n菜品味道不错，送餐也很快，下次还会再来订购。,好评\n"
    "等了一个多小时才送到，饭菜都凉了，态度也不好。,差评\n"
    "包装很用心，米饭软硬适中，价格也合理，推荐给大家。,好评\n";
const std::string kJapanese =
    "感想,評価\nとても美味しかったです。また注文したいと思います。,良い\n"
    "配達が遅くて、料理が冷めていました。残念です。,悪い\n";
const std::string kFrench =
    "ville,avis\nOrléans,très bien préparé et livré à l'heure\nAlès,déçu par la qualité; à éviter\n"
    "Nîmes,c'était délicieux – merci à l’équipe\n";

TEST(Encoding, IsGuessedAndTold) {
  const TableFolder folder;
  for (const auto& [encoding, text] :
       std::vector<std::pair<const char*, std::string>>{{"GB18030", kChinese},
                                                        {"Shift_JIS", kJapanese},
                                                        {"EUC-JP", kJapanese},
                                                        {"windows-1252", kFrench}}) {
    const auto table = open_table(folder.write("t.csv", in_encoding(encoding, text)));
    const auto same = open_table(folder.write("u.csv", text));
    EXPECT_EQ(lines_of(*table), lines_of(*same)) << encoding;
    EXPECT_EQ(table->columns(), same->columns()) << encoding;
    EXPECT_NE(notes_of(*table).find("(guessed)"), std::string::npos) << encoding;
    EXPECT_EQ(notes_of(*same).find("encoding"), std::string::npos);
  }
}

TEST(Encoding, MayBeTold) {
  const TableFolder folder;
  const std::string traditional = "評價,標籤\n味道很好,好評\n";
  for (const auto& [encoding, told, text] :
       std::vector<std::tuple<const char*, const char*, std::string>>{
           {"Big5", "big5", traditional},
           {"GB18030", "gbk", kChinese},
           {"windows-1252", "latin1", "a,b\n1,\u00e9\n"},
           {"UTF-16LE", "UTF-16LE", kChinese}}) {
    const auto table =
        open_table(folder.write("t.csv", in_encoding(encoding, text)), {.encoding = told});
    EXPECT_EQ(lines_of(*table), lines_of(*open_table(folder.write("u.csv", text)))) << encoding;
  }
  EXPECT_TRUE(error_of([&] {
                (void)open_table(folder.write("t.csv", "a,b\n1,2\n"), {.encoding = "klingon"});
              }).starts_with("unknown_encoding"));
}

TEST(Encoding, IsKnownByItsByteOrderMarkAndByItsNuls) {
  const TableFolder folder;
  const Strings lines{"1|\u4e2d", "2|\U0001f600"};
  const std::string text = "a,b\n1,\u4e2d\n2,\U0001f600\n";
  for (const char* encoding : {"UTF-16LE", "UTF-16BE", "UTF-32LE"}) {
    const std::string marked = in_encoding(encoding, "\ufeff" + text);
    EXPECT_EQ(lines_of(*open_table(folder.write("t.csv", marked))), lines) << encoding;
  }
  std::string longer = "name,city\n";
  for (int i = 0; i < 20; ++i) longer += "Emma,Ulm\n";
  const auto table = open_table(folder.write("t.csv", in_encoding("UTF-16LE", longer)));
  EXPECT_EQ(lines_of(*table).size(), 20u);
  EXPECT_NE(notes_of(*table).find("UTF-16LE"), std::string::npos);
}

// A letter that a piece cuts, and one that only a later piece has.
TEST(Encoding, HoldsAcrossPieces) {
  const TableFolder folder;
  std::string utf8 = "word\n", latin = "word\n";
  for (int i = 0; i < 300000; ++i) {
    utf8 += "\u4e2d\u6587\n";
    latin += "plain\n";
  }
  const auto chinese = read_table(*open_table(folder.write("t.csv", utf8)));
  ASSERT_EQ(chinese.size(), 300000);
  for (std::int64_t row = 0; row < chinese.size(); ++row)
    ASSERT_EQ(chinese.columns[0][row], "\u4e2d\u6587");
  const auto french = read_table(*open_table(folder.write("t.csv", latin + "caf\xe9\n")));
  EXPECT_EQ(french.columns[0][300000], "caf\u00e9");
}

TEST(Encoding, ThatIsWronglyToldIsRefusedWithTheLine) {
  const TableFolder folder;
  const std::string file = folder.write("t.csv", "a,b\n1,2\n3,caf\xe9\n");
  const std::string error =
      error_of([&] { (void)lines_of(*open_table(file, {.encoding = "UTF-8"})); });
  EXPECT_NE(error.find("t.csv, line 3:"), std::string::npos) << error;
}

TEST(Utf8, PrefixEndsBeforeTheFirstWrongByte) {
  EXPECT_EQ(utf8_prefix("abcdefgh\xc3\xa9z"), 11u);
  for (const char* wrong : {"\x80", "\xc0\x80", "\xe0\x80\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80",
                            "\xf8\x88\x80\x80\x80", "\xc3z"})
    EXPECT_EQ(utf8_prefix("abcdefgh" + std::string(wrong)), 8u);
  EXPECT_TRUE(is_utf8_beginning("\xf0\x9f\x98"));
  EXPECT_FALSE(is_utf8_beginning("\xf0\x80"));
  EXPECT_FALSE(is_utf8_beginning("\xc3\xa9"));
}

}  // namespace
}  // namespace ingot
