/** Shells that a completion script is made for. */
export const SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const;

export type Shell = (typeof SHELLS)[number];

/** What to type, once, for each shell. */
export const INSTALLATION: readonly string[] = [
  'bash        add to ~/.bashrc:',
  '              source <(cscert completion bash)',
  'zsh         add to ~/.zshrc, after compinit:',
  '              source <(cscert completion zsh)',
  'fish        cscert completion fish > ~/.config/fish/completions/cscert.fish',
  'powershell  add to the file that $PROFILE names:',
  '              cscert completion powershell | Out-String | Invoke-Expression',
];
