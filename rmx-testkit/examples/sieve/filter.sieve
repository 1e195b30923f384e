# Sieve in Dovecot (Pigeonhole's plugin sieve_extprograms): checks a message that was received, and puts the result on
# top. rmx-filter is a program in sieve_filter_bin_dir:
#
#   #!/bin/sh
#   exec rmx filter --host mx.example.net
#
# If the check cannot be done, Dovecot goes on with the message as it was: file it where somebody looks.
require ["fileinto", "mailbox", "vnd.dovecot.filter"];

if not filter "rmx-filter" {
  fileinto :create "unchecked";
  stop;
}

# Then file by the result, as in rmx.sieve.
if header :matches "Received-SPF" "fail (mx.example.net: *" {
  fileinto :create "spf-fail";
}

# A reply to a forged sender hits somebody who wrote nothing. So reply only where the check passed:
#
#   if header :matches "Received-SPF" "pass (mx.example.net: *" { vacation "I am away."; }
