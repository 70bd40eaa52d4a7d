#!/usr/bin/env bash
# Writes the secrets that docker-compose.yml needs: a .env with a fresh password and a public key, and the private key
# that signs tokens, in data/compose. Overwrites nothing.
set -euo pipefail
cd "${1:-$(dirname "$0")/..}"
umask 077

if [ -e .env ]; then
    echo ".env is there already; nothing was changed." >&2
    exit 1
fi
key=data/compose/token-signing-key.pem
mkdir -p data/compose
[ -e "$key" ] || openssl genpkey -algorithm ed25519 -out "$key"
public=$(openssl pkey -in "$key" -pubout | awk '{printf "%s\\n", $0}')
password=$(openssl rand -hex 24)

sed -e "s|^POSTGRES_PASSWORD=.*|POSTGRES_PASSWORD=$password|" \
    -e "s|^AUTH_PUBLIC_KEY=.*|AUTH_PUBLIC_KEY=\"${public//\\/\\\\}\"|" deploy/compose.env.example >.env
echo "Wrote .env, and $key, which signs tokens."
