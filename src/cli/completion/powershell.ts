/**
 * For Windows PowerShell 5.1 and PowerShell 7. The program is called as an application and not by the script that npm
 * puts beside it, for scripts lose the `--`; and an empty last word, which 5.1 would drop, is said with `--next`.
 */
export const POWERSHELL = `# PowerShell completion for cscert: cscert completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName cscert -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $program = @(Get-Command -Name cscert -CommandType Application -ErrorAction Ignore)[0]
  if (-not $program) { return }
  $begin = $commandAst.Extent.StartOffset
  $words = @($commandAst.CommandElements |
    Where-Object { $_.Extent.StartOffset -gt $begin -and $_.Extent.StartOffset -lt $cursorPosition } |
    ForEach-Object { $_.Extent.Text.Trim('"', "'") })
  $flags = @(if ($wordToComplete -eq '') { '--next' })
  & $program __complete @flags -- @words 2>$null | ForEach-Object {
    $text, $description = $_ -split "\`t", 2
    if ($text -eq ':files' -or $text -eq ':folders') {
      [System.Management.Automation.CompletionCompleters]::CompleteFilename($wordToComplete)
    } elseif ($text) {
      $tip = if ($description) { $description } else { $text }
      [System.Management.Automation.CompletionResult]::new($text, $text, 'ParameterValue', $tip)
    }
  }
}
`;
