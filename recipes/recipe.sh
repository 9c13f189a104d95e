# What the recipes share: their options, the program, building a product. Read by each `run`.
#
#   --data DIR       the folder of the data (a sample that lies in the recipe)   数据文件夹（默认为附带的样本）
#   --out DIR        folder of the product (products/NAME)                       产品文件夹
#   --time T         for the build, such as 90s, 5m or 1h                        构建可用的时间
#   --lang en|zh     what is spoken                                              输出的语言
#   --program FILE   an ingot that is built already                              已编译好的 ingot
#   --threads N, --home DIR, and any option of build                             以及 build 的任何选项
recipe=$(dirname "$(readlink -f "${BASH_SOURCE[1]}")")
name=$(basename "$recipe")
root=$(readlink -f "$recipe/../..")
data=$recipe/sample
out=products/$name
program=
lang=en
common=() # options of all verbs
chosen=() # options of build

# say EN ZH
say() { if [ "$lang" = zh ]; then echo "$2"; else echo "$1"; fi; }

# fail CODE EN ZH
fail() {
  say "error[$1]: $2" "错误[$1]: $3" >&2
  exit 2
}

while [ $# -gt 0 ]; do
  case "$1" in
    -h | --help)
      sed -n '2,/^set /{ /^set /d; s/^# \{0,1\}//; p }' "$recipe/run"
      sed -n '3,/^recipe=/{ /^recipe=/d; s/^# \{0,1\}//; p }' "$root/recipes/recipe.sh"
      exit 0
      ;;
    --data=* | --out=* | --program=* | --lang=* | --threads=* | --home=*)
      set -- "${1%%=*}" "${1#*=}" "${@:2}"
      continue
      ;;
    --data | --out | --program | --lang | --threads | --home)
      [ $# -ge 2 ] || fail wrong_usage "$1 has no value" "$1 没有给出值"
      case "$1" in
        --data) data=$2 ;;
        --out) out=$2 ;;
        --program) program=$2 ;;
        --lang) lang=$2 common+=("$1" "$2") ;;
        *) common+=("$1" "$2") ;;
      esac
      shift 2
      ;;
    *)
      chosen+=("$1")
      shift
      ;;
  esac
done

if [ -z "$program" ]; then
  "$root/ingot" --help >/dev/null # installs and builds what is missing
  program=$root/build/release/ingot
fi
[ -d "$data" ] || fail file_missing "there is no folder $data" "没有文件夹 $data"
made=$out-data # what is made of the data; `ingot resume` needs it
mkdir -p "$made"

# require_files PATTERN: that the data hold such
require_files() {
  compgen -G "$data/$1" >/dev/null || fail file_missing "$data holds no file $1" "$data 中没有 $1 文件"
}

# has OPTION: whether the caller gave it for the build
has() { [[ " ${chosen[*]} " == *" $1"[\ =]* ]]; }

# ingot VERB ARGUMENT...
ingot() { "$program" "$@" "${common[@]}"; }

# build DATA OPTION...: shows what it says and remembers the folder as `product`.
build() {
  local said
  said=$(mktemp)
  ingot build "$@" --out "$out" "${chosen[@]}" | tee "$said"
  product=$(sed -nE 's,^(report|报告) +(.*)/report\.html$,\2,p' "$said")
  rm "$said"
}

# count_new FILE: how many lines of standard input are none of FILE
count_new() { grep -cvxFf "$1" || true; }

# answer FILE: what the product says of each text of a CSV file with the column `text`
answer() {
  local answers=$made/answers.csv
  ingot predict "$product" "$1" -o "$answers" >/dev/null
  python3 - "$1" "$answers" <<'PYTHON'
import csv, sys
texts, answers = ([*csv.DictReader(open(file, encoding="utf-8-sig", newline=""))] for file in sys.argv[1:])
for text, answer in zip(texts, answers):
    said = answer["prediction"]
    print(f"{said:10} {100 * float(answer['p:' + said]):5.1f} %  {text['text']}")
PYTHON
}
