#!/bin/bash
# Ends well when the service in this container takes requests. In Bash, because a Python for each look, every few
# seconds in every container, would use more of the machine than an idle service does.
set -euo pipefail

exec 3<>"/dev/tcp/127.0.0.1/${1:-8080}"
printf 'GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' >&3
read -r -t 3 _ status _ <&3
[ "$status" = 200 ]
