# Runs on a control plane. Argument: the end date of every leaf certificate, as YYYYMMDDhhmmssZ.
end=$1
pki=/etc/kubernetes/pki
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cat >"$work/ca.cnf" <<CONFIG
[ca]
default_ca = cluster
[cluster]
database = $work/index.txt
new_certs_dir = $work
default_md = sha256
policy = anything
copy_extensions = copy
unique_subject = no
rand_serial = yes
[anything]
commonName = optional
organizationName = optional
CONFIG
: >"$work/index.txt"

sign() { # <authority> <certificate> <key>: the same certificate, signed again
  openssl x509 -x509toreq -copy_extensions copyall -in "$2" -signkey "$3" -out "$work/request.pem" 2>/dev/null
  openssl ca -batch -notext -preserveDN -config "$work/ca.cnf" -cert "$pki/$1.crt" -keyfile "$pki/$1.key" \
    -startdate 20240101000000Z -enddate "$end" -in "$work/request.pem" -out "$work/signed.pem" 2>"$work/log" ||
    { cat "$work/log" >&2; return 1; }
  cat "$work/signed.pem" >"$2"
}

for name in apiserver apiserver-kubelet-client; do sign ca "$pki/$name.crt" "$pki/$name.key"; done
sign front-proxy-ca "$pki/front-proxy-client.crt" "$pki/front-proxy-client.key"
for name in apiserver-etcd-client etcd/server etcd/peer etcd/healthcheck-client; do
  sign etcd/ca "$pki/$name.crt" "$pki/$name.key"
done

# The kubeconfig files carry theirs inside.
for file in admin super-admin controller-manager scheduler; do
  kubeconfig=/etc/kubernetes/$file.conf
  [ -e "$kubeconfig" ] || continue
  field() { sed -n "s/^ *$1: //p" "$kubeconfig" | base64 -d; }
  field client-certificate-data >"$work/client.crt"
  field client-key-data >"$work/client.key"
  sign ca "$work/client.crt" "$work/client.key"
  sed -i "s|\(client-certificate-data: \).*|\1$(base64 -w0 "$work/client.crt")|" "$kubeconfig"
done
