/**
 * For bash from 3.2 on, which macOS still has: no mapfile, and compopt only where it exists.
 *
 * Bash cuts words also at `=`, `:` and `@`, and puts a candidate in the place of the last piece alone (of `@` together
 * with it). So pieces that no blank divides are joined again, and what stands before is taken off every candidate.
 */
export const BASH = `# bash completion for cscert: source <(cscert completion bash)
_cscert() {
  local rest=$COMP_LINE piece word= cut= flag= line i
  local -a words=()
  for ((i = 0; i <= COMP_CWORD; i++)); do
    piece=\${COMP_WORDS[i]}
    if ((i > 0)) && [[ -n $piece && -n $rest && $rest != [[:space:]]* ]]; then
      cut=$word word=$word$piece
      words[\${#words[@]}-1]=$word
    else
      cut= word=$piece
      words+=("$piece")
    fi
    rest=\${rest#*"$piece"}
  done
  [[ -n $cut && $piece == [=:] ]] && cut=$word
  cut=\${cut%@}
  words=("\${words[@]:1}")
  words=("\${words[@]//[\\"\\'\\\\]/}")
  word=\${words[\${#words[@]}-1]}
  [[ $word == --*=* ]] && flag=\${word%%=*}=
  COMPREPLY=()
  while IFS= read -r line; do
    case $line in
      :files) _cscert_paths -f ;;
      :folders) _cscert_paths -d ;;
      *)
        line=\${line%%$'\\t'*}
        COMPREPLY+=("\${line#"$cut"}")
        ;;
    esac
  done < <("$1" __complete -- "\${words[@]}" 2>/dev/null)
}
# Uses what _cscert knows of the word at the cursor.
_cscert_paths() {
  local path
  compopt -o filenames 2>/dev/null
  while IFS= read -r path; do
    path=$flag$path
    COMPREPLY+=("\${path#"$cut"}")
  done < <(compgen "$1" -- "\${word#"$flag"}")
}
complete -F _cscert cscert
`;
