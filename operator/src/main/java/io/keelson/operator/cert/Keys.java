package io.keelson.operator.cert;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;

/** Keys of the curve P-256. */
final class Keys {
  private static final byte[] PROBE = {1, 2, 3, 4};

  private Keys() {}

  static KeyPair generate(SecureRandom random) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"), random);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no P-256", e);
    }
  }

  static PrivateKey read(String pem) throws BadCertificateException {
    List<byte[]> blocks = Pem.read(Pem.KEY, pem);
    if (blocks.size() != 1) {
      throw new BadCertificateException(
          "the key must be one block \"PRIVATE KEY\" (PKCS #8), but there are " + blocks.size());
    }
    try {
      return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(blocks.get(0)));
    } catch (GeneralSecurityException e) {
      throw new BadCertificateException("the key is not one of an elliptic curve", e);
    }
  }

  /** Whether the key is that of the certificate. */
  static boolean fit(X509Certificate certificate, PrivateKey key) {
    try {
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(key);
      signature.update(PROBE);
      byte[] signed = signature.sign();
      signature.initVerify(certificate.getPublicKey());
      signature.update(PROBE);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
