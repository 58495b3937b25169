package io.keelson.node.edge;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;

/** Reads certificates, keys and revocation lists, and says what is wrong as upstream would. */
final class PemFiles {
  private static final byte[] SAMPLE = "keelson".getBytes(StandardCharsets.UTF_8);

  private PemFiles() {}

  /** A server certificate with its chain and key, which belong together. */
  record Pair(List<X509Certificate> chain, PrivateKey key) {}

  static Pair pair(String certFile, String keyFile) throws TlsException {
    if (certFile.isEmpty() || keyFile.isEmpty()) {
      throw new TlsException(
          "KeyFile and CertFile must both be present[key: %s, cert: %s]"
              .formatted(keyFile, certFile));
    }
    byte[] certBytes = read(certFile);
    byte[] keyBytes = read(keyFile);
    List<X509Certificate> chain = chain(blocks(certBytes));
    PrivateKey key = key(keyBytes);
    if (!belongTogether(chain.getFirst().getPublicKey(), key)) {
      throw new TlsException("tls: private key does not match public key");
    }
    return new Pair(chain, key);
  }

  /** Every PEM block of a file as a certificate; none is none. */
  static List<X509Certificate> authorities(String file) throws TlsException {
    List<X509Certificate> found = new ArrayList<>();
    for (PemObject block : blocks(read(file))) {
      found.add(certificate(block));
    }
    return found;
  }

  /** The serial numbers in a revocation list. Its signature and issuer are not looked at. */
  static Set<BigInteger> revokedSerials(String file) throws TlsException {
    byte[] bytes = read(file);
    try {
      var crl =
          (X509CRL)
              CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(bytes));
      Set<BigInteger> serials = new HashSet<>();
      Set<? extends X509CRLEntry> entries = crl.getRevokedCertificates();
      if (entries != null) {
        entries.forEach(entry -> serials.add(entry.getSerialNumber()));
      }
      return serials;
    } catch (GeneralSecurityException e) {
      throw new TlsException("x509: malformed crl", e);
    }
  }

  private static byte[] read(String file) throws TlsException {
    try {
      return Files.readAllBytes(Path.of(file));
    } catch (NoSuchFileException e) {
      throw new TlsException("open " + file + ": no such file or directory", e);
    } catch (AccessDeniedException e) {
      throw new TlsException("open " + file + ": permission denied", e);
    } catch (IOException e) {
      String reason = Files.isDirectory(Path.of(file)) ? "is a directory" : e.getMessage();
      throw new TlsException("read " + file + ": " + reason, e);
    }
  }

  private static List<PemObject> blocks(byte[] bytes) {
    List<PemObject> found = new ArrayList<>();
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    try (var reader = new PemReader(new StringReader(text))) {
      for (PemObject one = reader.readPemObject(); one != null; one = reader.readPemObject()) {
        found.add(one);
      }
    } catch (IOException | RuntimeException brokenBlock) {
      // What follows a block that cannot be read does not count, as in Go.
      return found;
    }
    return found;
  }

  private static List<X509Certificate> chain(List<PemObject> blocks) throws TlsException {
    List<X509Certificate> chain = new ArrayList<>();
    List<String> skipped = new ArrayList<>();
    for (PemObject block : blocks) {
      if (block.getType().equals("CERTIFICATE")) {
        chain.add(certificate(block));
      } else {
        skipped.add(block.getType());
      }
    }
    if (!chain.isEmpty()) {
      return chain;
    }
    if (skipped.isEmpty()) {
      throw new TlsException("tls: failed to find any PEM data in certificate input");
    }
    if (skipped.size() == 1 && skipped.getFirst().endsWith("PRIVATE KEY")) {
      throw new TlsException(
          "tls: failed to find certificate PEM data in certificate input, but did find a private"
              + " key; PEM inputs may have been switched");
    }
    throw new TlsException(
        "tls: failed to find \"CERTIFICATE\" PEM block in certificate input after skipping PEM"
            + " blocks of the following types: "
            + goList(skipped));
  }

  private static X509Certificate certificate(PemObject block) throws TlsException {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(block.getContent()));
    } catch (CertificateException e) {
      throw new TlsException("x509: malformed certificate", e);
    }
  }

  private static PrivateKey key(byte[] bytes) throws TlsException {
    List<String> skipped = new ArrayList<>();
    boolean isFound = false;
    for (PemObject block : blocks(bytes)) {
      if (block.getType().endsWith("PRIVATE KEY")) {
        isFound = true;
        break;
      }
      skipped.add(block.getType());
    }
    if (!isFound) {
      throw new TlsException(keyProblem(skipped));
    }
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    var converter = new JcaPEMKeyConverter();
    try (var parser = new PEMParser(new StringReader(text))) {
      for (Object one = parser.readObject(); one != null; one = parser.readObject()) {
        if (one instanceof PEMKeyPair pair) {
          return converter.getPrivateKey(pair.getPrivateKeyInfo());
        }
        if (one instanceof PrivateKeyInfo info) {
          return converter.getPrivateKey(info);
        }
      }
    } catch (IOException | RuntimeException e) {
      throw new TlsException("tls: failed to parse private key", e);
    }
    throw new TlsException("tls: failed to parse private key");
  }

  private static String keyProblem(List<String> skipped) {
    if (skipped.isEmpty()) {
      return "tls: failed to find any PEM data in key input";
    }
    if (skipped.size() == 1 && skipped.getFirst().equals("CERTIFICATE")) {
      return "tls: found a certificate rather than a key in the PEM for the private key";
    }
    return "tls: failed to find PEM block with type ending in \"PRIVATE KEY\" in key input after"
        + " skipping PEM blocks of the following types: "
        + goList(skipped);
  }

  private static String goList(List<String> items) {
    return "[" + String.join(" ", items) + "]";
  }

  private static boolean belongTogether(PublicKey publicKey, PrivateKey key) throws TlsException {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC", "ECDSA" -> "SHA256withECDSA";
          case "EdDSA", "Ed25519" -> "EdDSA";
          default -> throw new TlsException("tls: unknown private key type in PKCS#8 wrapping");
        };
    try {
      Signature signer = Signature.getInstance(algorithm);
      signer.initSign(key);
      signer.update(SAMPLE);
      byte[] signature = signer.sign();
      Signature verifier = Signature.getInstance(algorithm);
      verifier.initVerify(publicKey);
      verifier.update(SAMPLE);
      return verifier.verify(signature);
    } catch (GeneralSecurityException wrongKind) {
      return false;
    }
  }
}
