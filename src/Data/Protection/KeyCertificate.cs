using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.DataProtection;

namespace SimConsole.Data.Protection;

/// <summary>
/// Protects the Data Protection keys, which are in the database, by a certificate that is not: a person who can read only the database cannot read what the
/// keys protect.
/// </summary>
internal static class KeyCertificate
{
    public const string FileKey = "DataProtection:CertificateFile";
    public const string PasswordKey = "DataProtection:CertificatePassword";

    /// <summary>Uses the certificate in PKCS #12, with its private key, that the configuration names; keys that were written before stay as they are.</summary>
    /// <exception cref="ConfigurationException">It cannot be used; the message names the key.</exception>
    public static IDataProtectionBuilder ProtectKeysAsConfigured(this IDataProtectionBuilder protection, IConfiguration configuration)
    {
        if (configuration[FileKey] is not { Length: > 0 } path)
        {
            return protection;
        }

        path = Path.Combine(configuration[HostDefaults.ContentRootKey] ?? "", path);
        X509Certificate2 certificate;
        try
        {
            certificate = X509CertificateLoader.LoadPkcs12FromFile(path, configuration[PasswordKey]);
        }
        catch (Exception fault) when (fault is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"{FileKey} is {path}, which cannot be used: {fault.Message.ReplaceLineEndings(" ")} It takes a file of PKCS #12 with a private key, and {PasswordKey} its password.", fault);
        }

        return certificate.HasPrivateKey
            ? protection.ProtectKeysWithCertificate(certificate).UnprotectKeysWithAnyCertificate(certificate)
            : throw new ConfigurationException($"{FileKey} is {path}, which has no private key. It takes a file of PKCS #12 with one.");
    }
}
