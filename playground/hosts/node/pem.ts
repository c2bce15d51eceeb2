// Certificates in the text of a file, PEM: as they are, or as a kubeconfig holds them.

export function certificatesIn(text: string): readonly string[] {
  const embedded = [...text.matchAll(/client-certificate-data: (\S+)/g)].map(([, data = ""]) =>
    Buffer.from(data, "base64").toString("utf8"),
  );
  return [
    ...embedded,
    ...(text.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? []),
  ];
}
