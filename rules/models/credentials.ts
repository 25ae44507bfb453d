import type { ModelFile } from "../../engine/src/index.js";

type FunctionModel = NonNullable<ModelFile["functions"]>[string];

/** Takes a secret in this argument: what it is made of decides who can know it. */
function takes(kind: "password" | "secret-key", arg: number): FunctionModel {
  return { sinks: [{ arg, kind }] };
}

/** By kind of secret: `name:argument`. What they do beside taking it is not modelled, so that memory behind their arguments becomes unknown. */
const PASSWORDS =
  "LogonUserA:2 LogonUserW:2 LogonUser:2 LogonUserExA:2 LogonUserExW:2 CreateProcessWithLogonW:2 WNetAddConnection2A:1 WNetAddConnection2W:1 WNetAddConnection2:1 mysql_real_connect:3 PQsetdbLogin:6 ldap_simple_bind_s:2 ldap_bind_s:2 mosquitto_username_pw_set:2 ssh_userauth_password:2 libssh2_userauth_password:2 libssh2_userauth_password_ex:3 cyw43_arch_wifi_connect_timeout_ms:1 cyw43_arch_wifi_connect_blocking:1 sqlite3_key:1";
const KEYS =
  "AES_set_encrypt_key:0 AES_set_decrypt_key:0 EVP_EncryptInit_ex:3 EVP_DecryptInit_ex:3 EVP_CipherInit_ex:3 EVP_EncryptInit_ex2:2 EVP_DecryptInit_ex2:2 EVP_EncryptInit:2 EVP_DecryptInit:2 HMAC:1 HMAC_Init_ex:1 EVP_PKEY_new_mac_key:2 mbedtls_aes_setkey_enc:1 mbedtls_aes_setkey_dec:1 mbedtls_gcm_setkey:2 mbedtls_ccm_setkey:2 mbedtls_cipher_setkey:1 mbedtls_md_hmac_starts:1 mbedtls_md_hmac:1 mbedtls_chacha20_setkey:1 mbedtls_chachapoly_setkey:1 mbedtls_ssl_conf_psk:1 psa_import_key:1 wc_AesSetKey:1 wc_AesGcmSetKey:1 wc_AesCcmSetKey:1 wc_HmacSetKey:2 wc_Chacha_SetKey:1 AES_init_ctx:1 AES_init_ctx_iv:1 tc_aes128_set_encrypt_key:1 tc_hmac_set_key:1 crypto_secretbox_easy:4 crypto_aead_chacha20poly1305_ietf_encrypt:8 gcry_cipher_setkey:1 nrf_crypto_aes_key_set:1 CryptHashData:1 CryptImportKey:1 BCryptGenerateSymmetricKey:4";

function table(kind: "password" | "secret-key", entries: string): Record<string, FunctionModel> {
  return Object.fromEntries(
    entries.split(" ").map((entry) => {
      const [name = "", arg = "0"] = entry.split(":");
      return [name, takes(kind, Number(arg))];
    }),
  );
}

/** Functions that log somebody in or take a key: Windows, OpenSSL, mbed TLS, PSA, wolfSSL, TinyCrypt, libsodium, tiny-AES, databases, Wi-Fi. */
export const CREDENTIAL_USERS: ModelFile = {
  library: "Functions that take passwords and keys",
  functions: { ...table("password", PASSWORDS), ...table("secret-key", KEYS) },
};
