/** For zsh, read by `source` or from a folder of $fpath: in the latter case the file is the body of the function. */
export const ZSH = `#compdef cscert
# zsh completion for cscert: source <(cscert completion zsh)
_cscert() {
  local line paths=
  local -a candidates
  for line in "\${(@f)$("\${(Q)words[1]}" __complete -- "\${(@Q)words[2,CURRENT]}" 2>/dev/null)}"; do
    case $line in
      '') ;;
      :files) paths=files ;;
      :folders) paths=folders ;;
      *) candidates+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}") ;;
    esac
  done
  (( $#candidates )) && _describe -t cscert cscert candidates
  # Of --out=FILE the shell completes the file alone.
  [[ -n $paths ]] && compset -P '--*='
  case $paths in
    files) _files ;;
    folders) _files -/ ;;
  esac
}
if [[ $funcstack[1] == _cscert ]]; then
  _cscert "$@"
else
  compdef _cscert cscert
fi
`;
