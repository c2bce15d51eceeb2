# Runs on a control plane. Arguments: the new end date as YYYYMMDDhhmmssZ, then names of certificates.
end=$1
shift
names=$*
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

# Names as kubeadm has them; without any, all.
wanted() { [ -z "$names" ] || case " $names " in *" $1 "*) ;; *) return 1 ;; esac; }

sign_file() { # <name> <authority> <path>
  if wanted "$1"; then sign "$2" "$pki/$3.crt" "$pki/$3.key"; fi
}
sign_file apiserver ca apiserver
sign_file apiserver-kubelet-client ca apiserver-kubelet-client
sign_file apiserver-etcd-client etcd/ca apiserver-etcd-client
sign_file etcd-server etcd/ca etcd/server
sign_file etcd-peer etcd/ca etcd/peer
sign_file etcd-healthcheck-client etcd/ca etcd/healthcheck-client
sign_file front-proxy-client front-proxy-ca front-proxy-client

# The kubelet's is no business of kubeadm's, and without it no static pod is started: only where it is asked for.
kubelet=${KUBELET_CLIENT:-/var/lib/kubelet/pki/kubelet-client-current.pem}
if [ -n "$names" ] && wanted kubelet-client; then
  openssl x509 -in "$kubelet" -out "$work/kubelet.crt"
  openssl pkey -in "$kubelet" -out "$work/kubelet.key"
  sign ca "$work/kubelet.crt" "$work/kubelet.key"
  cat "$work/kubelet.crt" "$work/kubelet.key" >"$kubelet"
fi

# The kubeconfig files carry theirs inside.
for file in admin.conf super-admin.conf controller-manager.conf scheduler.conf; do
  kubeconfig=/etc/kubernetes/$file
  if ! wanted "$file" || [ ! -e "$kubeconfig" ]; then continue; fi
  field() { sed -n "s/^ *$1: //p" "$kubeconfig" | base64 -d; }
  field client-certificate-data >"$work/client.crt"
  field client-key-data >"$work/client.key"
  sign ca "$work/client.crt" "$work/client.key"
  sed -i "s|\(client-certificate-data: \).*|\1$(base64 -w0 "$work/client.crt")|" "$kubeconfig"
done
