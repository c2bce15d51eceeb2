# Makes the lab's own certificate authority and every key pair that it needs, once: sourced by up.sh.
# These keys live in the state folder and guard nothing but a throwaway API server on the loopback.

make_certificates() {
  mkdir -p "$state/pki"
  [[ -f $state/pki/admin.crt ]] && return
  (
    cd "$state/pki"
    umask 077
    new_key ca
    openssl req -x509 -new -key ca.key -subj /CN=kubernetes -days 3650 -out ca.crt
    new_key service-account
    openssl pkey -in service-account.key -pubout -out service-account.pub
    certificate etcd "/CN=etcd" "extendedKeyUsage=serverAuth,clientAuth" "subjectAltName=IP:127.0.0.1,DNS:localhost"
    certificate etcd-client "/O=system:masters/CN=kube-apiserver-etcd-client" "extendedKeyUsage=clientAuth"
    certificate api-server "/CN=kube-apiserver" "extendedKeyUsage=serverAuth" \
      "subjectAltName=IP:127.0.0.1,IP:10.96.0.1,DNS:localhost,DNS:kubernetes,DNS:kubernetes.default,DNS:kubernetes.default.svc,DNS:kubernetes.default.svc.cluster.local"
    certificate controller-manager "/CN=system:kube-controller-manager" "extendedKeyUsage=clientAuth"
    certificate scheduler "/CN=system:kube-scheduler" "extendedKeyUsage=clientAuth"
    certificate admin "/O=system:masters/CN=kubernetes-admin" "extendedKeyUsage=clientAuth"
  )
}

new_key() {
  openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1.key" 2>/dev/null
}

# certificate <name> <subject> <extension>...
certificate() {
  local name=$1 subject=$2
  shift 2
  new_key "$name"
  openssl req -new -key "$name.key" -subj "$subject" -out "$name.csr"
  openssl x509 -req -in "$name.csr" -CA ca.crt -CAkey ca.key -CAcreateserial -days 3650 \
    -extfile <(printf '%s\n' "basicConstraints=CA:FALSE" "keyUsage=digitalSignature" "$@") -out "$name.crt" 2>/dev/null
  rm "$name.csr"
}
