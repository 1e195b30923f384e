# Sieve (RFC 5228): a folder for each outcome of interest. Replace mx.example.net by your host's name.
require ["fileinto", "regex"];

if header :regex "X-RMX" "^Denied addr [^ ]+ by mx\\.example\\.net " {
  fileinto "rmx-denied";
} elsif header :regex "X-RMX" "^NotInRMX addr [^ ]+ by mx\\.example\\.net " {
  fileinto "rmx-not-in-rmx";
} elsif header :regex "X-RMX" "^BadData addr [^ ]+ by mx\\.example\\.net " {
  fileinto "rmx-bad-data";
} elsif header :regex "X-RMX" "^TempFail addr [^ ]+ by mx\\.example\\.net " {
  fileinto "rmx-temp-fail";
} elsif header :regex "Received-SPF" "^fail \\(mx\\.example\\.net: " {
  fileinto "spf-fail";
}
# Granted, NoRMX and Trusted, and SPF's other words, are filed like other mail.
