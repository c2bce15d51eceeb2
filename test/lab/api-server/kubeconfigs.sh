# Writes kubeconfig files that carry everything inside them: sourced by up.sh.

# certificate_kubeconfig <certificate name> <file>
certificate_kubeconfig() {
  kubeconfig "$2" "$1" "client-certificate-data: $(base64 -w0 "$state/pki/$1.crt")
    client-key-data: $(base64 -w0 "$state/pki/$1.key")"
}

# token_kubeconfig <bearer token> <file>
token_kubeconfig() {
  kubeconfig "$2" wheelhouse "token: $1"
}

kubeconfig() {
  local file=$1 user=$2 credentials=$3
  (
    umask 077
    cat >"$file" <<END
apiVersion: v1
kind: Config
clusters:
- name: lab
  cluster:
    server: https://127.0.0.1:$api_port
    certificate-authority-data: $(base64 -w0 "$state/pki/ca.crt")
users:
- name: $user
  user:
    $credentials
contexts:
- name: lab
  context:
    cluster: lab
    user: $user
current-context: lab
END
  )
}
