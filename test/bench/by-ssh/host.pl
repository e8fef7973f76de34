#!/usr/bin/perl
# powershell.exe of a server that is as quick as can be: it takes the frames of cscert and answers them from a file,
# or with nothing when nothing is asked. It stands for 200 servers on a machine that has no room for 200 PowerShells.
# Every frame is counted in the file `frames`.
use strict;
use warnings;
use MIME::Base64;
use POSIX qw(strftime);

$| = 1;
my $folder = $ENV{CSCERT_BENCH_SERVERS};
my ($nonce, $server);

sub say_answer {
    my ($json) = @_;
    print '#cscert ', $nonce, ' ', encode_base64($json, ''), "\r\n";
}

sub count_frame {
    open(my $file, '>>', "$folder/frames") or die $!;
    syswrite($file, "$server\n");
    close($file);
}

while (my $line = <STDIN>) {
    my $json = decode_base64((split / /, $line)[0]);
    my ($id) = $json =~ /"id":(\d+)/;
    if (!defined $nonce) {
        ($nonce) = $json =~ /"nonce":"([0-9a-f]+)"/;
        ($server) = $json =~ /"server":"([a-z0-9.-]+)"/;
        my $now = strftime('%Y-%m-%dT%H:%M:%SZ', gmtime);
        my ($name, $domain) = split /\./, $server, 2;
        say_answer(qq({"id":$id,"host":{"computer":"$name","fqdn":"$server","domain":"$domain","os":"10.0.17763.0",)
              . qq("powershell":"5.1.17763.1","clr":"4.0.30319.42000","culture":"en-US","utcNow":"$now","elevated":true,)
              . qq("user":"CONTOSO\\\\certadmin","processId":$$}}));
    }
    elsif ($json =~ /"calls":\[\]/) { say_answer(qq({"id":$id,"results":[],"ms":0})); }
    else {
        open(my $file, '<', "$folder/$server.json") or die $!;
        local $/;
        say_answer(qq({"id":$id,"results":[{"ok":) . <$file> . qq(}],"ms":0}));
    }
    count_frame();
}
