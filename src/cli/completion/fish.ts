/** For fish from 3.0 on. Of `--out=FILE` fish gets the file with what stands before it, as it replaces the whole word. */
export const FISH = `# fish completion for cscert: cscert completion fish > ~/.config/fish/completions/cscert.fish
function __cscert_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l attached (string match -r -- '^--[^=]*=' $current)
    set -l value (string replace -r -- '^--[^=]*=' '' $current)
    for line in (command $words[1] __complete -- $words[2..-1] "$current" 2>/dev/null)
        switch $line
            case ':files'
                for path in (__fish_complete_path "$value")
                    echo "$attached$path"
                end
            case ':folders'
                for path in (__fish_complete_directories "$value" '')
                    echo "$attached$path"
                end
            case '*'
                echo $line
        end
    end
end
complete -c cscert -f -a '(__cscert_complete)'
`;
